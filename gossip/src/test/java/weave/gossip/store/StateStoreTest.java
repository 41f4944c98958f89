package weave.gossip.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.testkit.Seed;

class StateStoreTest {
    @TempDir Path folder;

    @Test
    void shouldFindWhatWasPutWhenOpenedAgain() throws IOException {
        StateStore store = open();
        store.put("name", bytes("7a:2f:9e:01:02:03"));
        store.put("peers", bytes("host2"));
        store.put("peers", bytes("host2 host3"));
        store.put("empty", new byte[0]);
        store.put("gone", bytes("x"));
        store.remove("gone");
        store.remove("never there");
        StateStore again = open();
        assertEquals(Optional.empty(), again.damage());
        assertEquals(Set.of("name", "peers", "empty"), again.keys());
        assertArrayEquals(bytes("host2 host3"), again.get("peers").orElseThrow());
        assertArrayEquals(new byte[0], again.get("empty").orElseThrow());
        assertEquals(Optional.empty(), again.get("gone"));
        assertEquals(List.of("weavestate.db"), files());
    }

    @Test
    void shouldSetSeveralAtOnce() throws IOException {
        StateStore store = open();
        store.put("kept", bytes("k"));
        byte[] value = bytes("1");
        store.putAll(Map.of("one", value, "two", bytes("2")));
        value[0] = 0;
        StateStore again = open();
        assertEquals(Set.of("kept", "one", "two"), again.keys());
        assertArrayEquals(bytes("1"), again.get("one").orElseThrow());
        Files.delete(file());
        again.putAll(Map.of("one", bytes("1"), "kept", bytes("k")));
        assertFalse(Files.exists(file()), "nothing was new");
    }

    @Test
    void shouldTellOneWhoDoesNotWaitHowItWent() throws Exception {
        BlockingQueue<Optional<String>> told = new LinkedBlockingQueue<>();
        StateStore store = open();
        store.putAllApart(
                "save",
                () -> Map.of("one", bytes("1")),
                Runnable::run,
                trouble -> told.add(Optional.ofNullable(trouble)));
        assertEquals(Optional.empty(), told.poll(30, TimeUnit.SECONDS));
        assertArrayEquals(bytes("1"), open().get("one").orElseThrow());
        store.putAllApart(
                "save",
                () -> {
                    throw new IllegalStateException("no disk");
                },
                Runnable::run,
                trouble -> told.add(Optional.ofNullable(trouble)));
        assertEquals(Optional.of("no disk"), told.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void shouldMakeTheDirectoryWhenThereIsNone() throws IOException {
        StateStore.open(folder.resolve("a/b").toString() + "/").put("k", bytes("v"));
        assertTrue(Files.exists(folder.resolve("a/b/state.db")));
    }

    @Test
    void shouldWriteNothingForOneWhoOnlyLooks() throws IOException {
        StateStore none = StateStore.look(folder.resolve("a/b").toString() + "/");
        assertEquals(Optional.empty(), none.get("k"));
        assertFalse(Files.exists(folder.resolve("a")));
        open().put("k", bytes("v"));
        String prefix = folder.resolve("weave").toString();
        assertArrayEquals(bytes("v"), StateStore.look(prefix).get("k").orElseThrow());
        Files.write(file(), bytes("rubbish"));
        assertEquals(Optional.empty(), StateStore.look(prefix).get("k"));
        assertEquals(List.of("weavestate.db"), files());
    }

    @Test
    void shouldNotShareArraysWithCallers() throws IOException {
        StateStore store = open();
        byte[] value = bytes("value");
        store.put("key", value);
        value[0] = 0;
        store.get("key").orElseThrow()[1] = 0;
        assertArrayEquals(bytes("value"), store.get("key").orElseThrow());
    }

    @Test
    void shouldStartEmptyAndKeepTheFileWhenItIsCutAnywhere() throws IOException {
        byte[] whole = filled();
        for (int length = 0; length < whole.length; length++) {
            assertReportedAndKept(Arrays.copyOf(whole, length), "cut at " + length);
        }
        assertReportedAndKept(Arrays.copyOf(whole, whole.length + 1), "longer");
    }

    @Test
    void shouldStartEmptyAndKeepTheFileWhenAnyByteIsChanged() throws IOException {
        byte[] whole = filled();
        Random random = new Random(Seed.next(StateStoreTest.class));
        for (int offset = 0; offset < whole.length; offset++) {
            byte[] flipped = whole.clone();
            flipped[offset] ^= (byte) (1 + random.nextInt(255));
            assertReportedAndKept(flipped, "flipped at " + offset);
        }
    }

    @Test
    void shouldStartEmptyWhenTheChecksumIsRightButTheLengthsAreNot() throws IOException {
        byte[] whole = filled();
        Random random = new Random(Seed.next(StateStoreTest.class));
        for (int offset = 8; offset < 40; offset++) {
            byte[] forged = whole.clone();
            forged[offset] ^= (byte) (1 + random.nextInt(255));
            CRC32C crc = new CRC32C();
            crc.update(forged, 0, forged.length - 4);
            ByteBuffer.wrap(forged).putInt(forged.length - 4, (int) crc.getValue());
            Files.write(file(), forged);
            open(); // whatever it holds, the start goes on
        }
    }

    @Test
    void shouldKeepEveryDamagedFileWhenItHappensAgain() throws IOException {
        for (int number = 1; number <= 3; number++) {
            Files.write(file(), bytes("rubbish " + number));
            assertTrue(open().damage().orElseThrow().endsWith(".damaged-" + number));
        }
        assertArrayEquals(
                bytes("rubbish 2"), Files.readAllBytes(folder.resolve("weavestate.db.damaged-2")));
    }

    @Test
    void shouldLoseNothingAcknowledgedWhenKilledWhileWriting() throws IOException {
        byte[] before = filled();
        StateStore store = open();
        store.put("peers", bytes("another value"));
        byte[] after = Files.readAllBytes(file());
        for (int written = 0; written <= after.length; written++) {
            Files.write(file(), before);
            Files.write(folder.resolve("weavestate.db.new"), Arrays.copyOf(after, written));
            StateStore restarted = open();
            assertEquals(Optional.empty(), restarted.damage());
            assertArrayEquals(bytes("host2 host3"), restarted.get("peers").orElseThrow());
            restarted.put("next", bytes("write"));
            assertEquals(Set.of("name", "peers", "next"), open().keys());
        }
    }

    @Test
    void shouldStayAsBeforeWhenWritingFails() throws IOException {
        StateStore store = open();
        store.put("key", bytes("old"));
        Path obstacle = Files.createDirectory(folder.resolve("weavestate.db.new"));
        Files.createFile(obstacle.resolve("in the way"));
        assertThrows(IOException.class, () -> store.put("key", bytes("new")));
        assertArrayEquals(bytes("old"), store.get("key").orElseThrow());
        assertArrayEquals(bytes("old"), open().get("key").orElseThrow());
    }

    @Test
    void shouldRefuseWhatCannotBeRead() {
        TreeMap<String, byte[]> entries = new TreeMap<>();
        entries.put("k".repeat(70_000), new byte[1]);
        assertThrows(IllegalArgumentException.class, () -> StateFormat.encode(entries));
        entries.clear();
        entries.put("k", new byte[StateFormat.LENGTH_MAX]);
        assertThrows(IllegalArgumentException.class, () -> StateFormat.encode(entries));
    }

    private void assertReportedAndKept(byte[] damaged, String how) throws IOException {
        Files.write(file(), damaged);
        StateStore store = open();
        assertTrue(store.damage().isPresent(), how);
        assertEquals(Set.of(), store.keys(), how);
        Path kept = folder.resolve("weavestate.db.damaged-1");
        assertArrayEquals(damaged, Files.readAllBytes(kept), how);
        Files.delete(kept);
    }

    private byte[] filled() throws IOException {
        StateStore store = open();
        store.put("name", bytes("7a:2f:9e:01:02:03"));
        store.put("peers", bytes("host2 host3"));
        return Files.readAllBytes(file());
    }

    private StateStore open() throws IOException {
        return StateStore.open(folder.resolve("weave").toString());
    }

    private Path file() {
        return folder.resolve("weavestate.db");
    }

    private List<String> files() throws IOException {
        try (var listed = Files.list(folder)) {
            return listed.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
