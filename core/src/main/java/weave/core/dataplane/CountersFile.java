package weave.core.dataplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.ConcurrentCountersManager;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of a running daemon in a file mapped to memory, so that other processes read them
 * without disturbing it. Numbers are little-endian, as the machine has them.
 *
 * <pre>
 *   0          8           12             16               20  64
 *   +----------+-----------+--------------+----------------+---+------------+----------+
 *   | "WEAVEDC"| version 1 | process id   | metadata bytes | - | metadata   | values   |
 *   +----------+-----------+--------------+----------------+---+------------+----------+
 * </pre>
 *
 * Metadata and values are agrona's, as {@link CountersReader} reads them.
 */
public final class CountersFile implements AutoCloseable {
    static final long MAGIC = 0x0043_4445_5641_4557L;
    static final int VERSION = 1;
    static final int VERSION_OFFSET = 8;
    static final int PROCESS_OFFSET = 12;
    static final int METADATA_LENGTH_OFFSET = 16;
    static final int HEADER_LENGTH = 64;

    /** Those of the dataplane, and four each for more connections than the default limit allows. */
    private static final int COUNTERS_MAX = 4096;

    private static final int METADATA_LENGTH = COUNTERS_MAX * CountersReader.METADATA_LENGTH;
    private static final int VALUES_LENGTH = COUNTERS_MAX * CountersReader.COUNTER_LENGTH;

    /** An agent may be in a duty cycle with a connection that has just gone. */
    private static final long REUSE_AFTER_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final MappedByteBuffer mapped;
    private final CountersManager manager;

    private CountersFile(MappedByteBuffer mapped) {
        this.mapped = mapped;
        UnsafeBuffer header = new UnsafeBuffer(mapped, 0, HEADER_LENGTH);
        manager =
                new ConcurrentCountersManager(
                        new UnsafeBuffer(mapped, HEADER_LENGTH, METADATA_LENGTH),
                        new UnsafeBuffer(mapped, HEADER_LENGTH + METADATA_LENGTH, VALUES_LENGTH),
                        java.nio.charset.StandardCharsets.US_ASCII,
                        SystemEpochClock.INSTANCE,
                        REUSE_AFTER_MILLIS);
        header.putInt(VERSION_OFFSET, VERSION);
        header.putInt(PROCESS_OFFSET, (int) ProcessHandle.current().pid());
        header.putInt(METADATA_LENGTH_OFFSET, METADATA_LENGTH);
        header.putLongRelease(0, MAGIC);
    }

    /** Replaces the file and maps it. */
    public static CountersFile create(Path path) {
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the counters file " + path, e);
        }
        long length = HEADER_LENGTH + METADATA_LENGTH + VALUES_LENGTH;
        return new CountersFile(IoUtil.mapNewFile(path.toFile(), length));
    }

    /** Allocates counters; any thread. */
    public CountersManager manager() {
        return manager;
    }

    /** The file stays, with the last values, until the next start. */
    @Override
    public void close() {
        BufferUtil.free(mapped);
    }
}
