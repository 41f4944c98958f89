package weave.core.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.contract.SleevePair;
import weave.core.engine.DataplaneCounter;
import weave.core.tuning.Tuning;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Sleeve between two dataplanes, by their sockets alone. */
@Privileged
@ParameterizedClass
@ValueSource(ints = {1, 2, 4})
class TwoDataplanesTest {
    @TempDir Path folder;

    private final Tuning tuning;
    private final NetworkNamespace left = NetworkNamespace.create("left");
    private final NetworkNamespace right = NetworkNamespace.create("right");
    private SleevePair pair;

    TwoDataplanesTest(int queues) {
        tuning = Tuning.builder().queues(queues).build();
    }

    @BeforeEach
    void connect() throws Exception {
        NetworkNamespace.join(left, "up0", right, "up0");
        left.ip("addr add 10.99.0.1/24 dev up0");
        right.ip("addr add 10.99.0.2/24 dev up0");
        pair = new SleevePair(left, right, folder, tuning, List.of(), List.of());
    }

    @AfterEach
    void remove() throws Exception {
        pair.remove();
        left.close();
        right.close();
    }

    @Test
    void shouldEstablishFindThePathMtuAndCarryTraffic() {
        pair.awaitPathMtu();

        assertEquals(0, left.run("ping", "-c", "3", "-i", "0.2", "-W", "2", "10.32.0.2").exit());
        assertTrue(pair.right().read(DataplaneCounter.FRAMES_INJECTED) >= 3);
        assertEquals(0, pair.right().read(DataplaneCounter.RECEIVE_UNKNOWN_PEER));
    }
}
