package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.sleeve.SleeveLayout;
import weave.core.sleeve.SpecialFrame;

/** What egress does for the conductor. */
class EgressAgentTest {
    private static final int CONNECTIONS = 40;
    private static final int MTU = 1438;

    private final EngineHost host = new EngineHost(0xA, 1);
    private final EngineHost neighbour = new EngineHost(0xB, 1);
    private final EngineQueue queue = host.engine.queues().getFirst();

    @AfterEach
    void close() {
        host.close();
        neighbour.close();
    }

    @Test
    void shouldSendAllWhenLongSpecialFramesExceedTheBlock() throws Exception {
        for (int i = 0; i < CONNECTIONS; i++) {
            int id = host.connect(neighbour, MTU).id();
            assertTrue(
                    queue.specials()
                            .offer(
                                    id,
                                    SleeveLayout.NON_DF,
                                    SpecialFrame.FRAGMENTATION_TEST_LENGTH,
                                    i));
            assertTrue(
                    queue.specials().offer(id, SleeveLayout.DF, SpecialFrame.DISCOVERY_LENGTH, i));
        }
        queue.egress().doWork();
        assertEquals(2 * CONNECTIONS, host.read(DataplaneCounter.DATAGRAMS_SENT));
    }
}
