package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.gossip.mesh.NettyControlLoop;
import weave.gossip.store.StateStore;

class FileIpamStoreTest {
    @TempDir Path folder;

    @Test
    void shouldTellOnTheLoopWhenValuesAreOnTheDisk() throws Exception {
        StateStore state = StateStore.open(folder + "/");
        state.put("peer-name", bytes("x"));
        try (NettyControlLoop loop = NettyControlLoop.open()) {
            assertNull(saved(new FileIpamStore(state, loop), loop));
        }
        StateStore again = StateStore.open(folder + "/");
        Map<String, byte[]> values = new FileIpamStore(again, null).load();
        assertEquals(Set.of("ipam-ring"), values.keySet());
        assertArrayEquals(bytes("r"), values.get("ipam-ring"));
    }

    @Test
    void shouldTellWhyWhenTheDiskRefuses() throws Exception {
        StateStore state = StateStore.open(folder.resolve("no-folder") + "/");
        Files.writeString(folder.resolve("no-folder"), "");
        try (NettyControlLoop loop = NettyControlLoop.open()) {
            assertTrue(saved(new FileIpamStore(state, loop), loop).contains("no-folder"));
        }
    }

    private static String saved(FileIpamStore store, NettyControlLoop loop) throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        store.save(
                Map.of("ipam-ring", bytes("r")),
                trouble -> {
                    assertTrue(loop.inLoop());
                    outcome.complete(trouble);
                });
        return outcome.get(20, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
