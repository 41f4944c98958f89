package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.sleeve.SleeveLayout;
import weave.core.sleeve.SpecialFrame;
import weave.linux.Errno;

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

    @Test
    void shouldTellOnceThatThePortIsLostWhenTheRingHadBeenFull() throws Exception {
        EventRing events = host.engine.events();
        while (events.offer(EventRing.TOO_BIG, 1, 0, 0, 0)) {}
        host.port.lose(Errno.EBADFD);
        queue.egress().doWork();
        assertEquals(List.of(), lossesTold());
        queue.egress().doWork();
        queue.egress().doWork();
        assertEquals(List.of(Errno.EBADFD), lossesTold());
    }

    /** The errnos, of the events that wait. */
    private List<Integer> lossesTold() {
        List<Integer> errnos = new ArrayList<>();
        host.engine
                .events()
                .drain((type, buffer, index, length) -> {
                    if (type == EventRing.PORT_LOST) {
                        errnos.add(EventRing.value(buffer, index));
                    }
                });
        return errnos;
    }
}
