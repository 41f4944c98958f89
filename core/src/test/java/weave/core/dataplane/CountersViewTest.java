package weave.core.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.agrona.concurrent.status.AtomicCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountersViewTest {
    private static final int METADATA_LENGTH_OFFSET = 16;

    @TempDir private Path folder;

    @Test
    void shouldShowWhatTheDaemonCounts() throws IOException {
        Path path = folder.resolve("counters");
        try (CountersFile file = CountersFile.create(path);
                CountersView view = CountersView.open(path)) {
            AtomicCounter frames = file.manager().newCounter("FRAMES_SENT");
            frames.getAndAddRelease(5);
            assertEquals(Map.of("FRAMES_SENT", 5L), view.read());
            frames.incrementRelease();
            file.manager().newCounter("FRAMES_RECEIVED");
            assertEquals(Map.of("FRAMES_SENT", 6L, "FRAMES_RECEIVED", 0L), view.read());
            assertEquals(ProcessHandle.current().pid(), view.processId());
        }
    }

    @Test
    void shouldRefuseWhatIsNoCountersFile() throws IOException {
        Path path = folder.resolve("counters");
        assertThrows(NoSuchFileException.class, () -> CountersView.open(path));
        Files.write(path, new byte[10]);
        assertThrows(IOException.class, () -> CountersView.open(path));
        Files.write(path, new byte[100_000]);
        assertThrows(IOException.class, () -> CountersView.open(path));
        CountersFile.create(path).close();
        for (int length : new int[] {0, -1, 1, 512, 1024, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.seek(METADATA_LENGTH_OFFSET);
                file.writeInt(Integer.reverseBytes(length));
            }
            assertThrows(IOException.class, () -> CountersView.open(path), "metadata " + length);
        }
    }
}
