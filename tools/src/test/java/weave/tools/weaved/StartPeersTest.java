package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.gossip.store.StateStore;

class StartPeersTest {
    @TempDir private Path folder;
    private StartPeers peers;

    @BeforeEach
    void restart() throws IOException {
        peers = new StartPeers(StateStore.open(folder + "/"));
    }

    @Test
    void shouldTakeThoseOfTheCommandLineAtFirst() throws IOException {
        assertEquals(List.of("a", "b"), peers.choose(List.of("a", "b"), false));
        assertEquals(List.of("c"), peers.choose(List.of("c"), false));
    }

    @Test
    void shouldGoOnWithWhatItHadWhenStartedAgainAsItWas() throws IOException {
        peers.choose(List.of("a"), false);
        peers.keep(List.of("a", "b"));
        restart();
        assertEquals(List.of("a", "b"), peers.choose(List.of("a"), false));
        peers.keep(List.of());
        restart();
        assertEquals(List.of(), peers.choose(List.of("a"), false));
    }

    @Test
    void shouldBeginAnewWhenStoppedOrStartedOtherwise() throws IOException {
        peers.choose(List.of("a"), false);
        peers.keep(List.of("a", "b"));
        peers.forgetStart();
        restart();
        assertEquals(List.of("a"), peers.choose(List.of("a"), false));
        peers.keep(List.of("a", "b"));
        restart();
        assertEquals(List.of("c"), peers.choose(List.of("c"), false));
    }

    @Test
    void shouldResumeWhenTold() throws IOException {
        assertEquals(List.of(), peers.choose(List.of(), true));
        peers.keep(List.of("a", "b"));
        peers.forgetStart();
        restart();
        assertEquals(List.of("a", "b"), peers.choose(List.of(), true));
    }
}
