package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.peer.PeerName;
import weave.gossip.store.StateStore;
import weave.gossip.topology.ShortIds;
import weave.testkit.Await;

class NodeShortIdTest {
    private static final PeerName SELF = new PeerName(0x0200_5E00_5301L);
    private static final PeerName OTHER = new PeerName(0x0200_5E00_5302L);
    private static final int PREFERRED = ShortIds.preferredBy(SELF);
    private static final String KEY = "short-id";

    @TempDir private Path folder;
    private StateStore store;

    @BeforeEach
    void restart() throws IOException {
        store = StateStore.open(folder + "/");
    }

    private String kept() {
        return new String(store.get(KEY).orElse(new byte[0]), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldBeginWithThePreferredOneAtFirst() {
        NodeShortId shortId = new NodeShortId(store, SELF);
        assertEquals(PREFERRED, shortId.current());
        shortId.change(PREFERRED);
        assertEquals("", kept(), "there is nothing to be kept");
    }

    @Test
    void shouldBeginWithTheOneItHad() throws IOException {
        NodeShortId before = new NodeShortId(store, SELF);
        before.change(PREFERRED ^ 1);
        before.change(PREFERRED ^ 2);
        String last = SELF + " " + (PREFERRED ^ 2);
        Await.until("it is on the disk", Duration.ofSeconds(10), () -> kept().equals(last));
        restart();
        assertEquals(PREFERRED ^ 2, new NodeShortId(store, SELF).current());
        assertEquals(ShortIds.preferredBy(OTHER), new NodeShortId(store, OTHER).current());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4096", "x", "99999999999", "1 2"})
    void shouldLeaveAsideWhatMakesNoSense(String number) throws IOException {
        store.put(KEY, (SELF + " " + number).getBytes(StandardCharsets.US_ASCII));
        assertEquals(PREFERRED, new NodeShortId(store, SELF).current());
    }
}
