package weave.core.dataplane;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/** The counters of a daemon, read by another process out of its {@link CountersFile}. */
public final class CountersView implements AutoCloseable {
    private final MappedByteBuffer mapped;
    private final int processId;
    private final CountersReader reader;

    private CountersView(MappedByteBuffer mapped, int processId, CountersReader reader) {
        this.mapped = mapped;
        this.processId = processId;
        this.reader = reader;
    }

    /**
     * Maps the file read-only.
     *
     * @throws IOException if there is none, or if it is no counters file of this version; the
     *     message is one line
     */
    public static CountersView open(Path path) throws IOException {
        MappedByteBuffer mapped;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long length = file.size();
            if (length <= CountersFile.HEADER_LENGTH || length > Integer.MAX_VALUE) {
                throw new IOException(path + " is no counters file");
            }
            mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, length);
        }
        mapped.order(ByteOrder.LITTLE_ENDIAN);
        int metadataLength = mapped.getInt(CountersFile.METADATA_LENGTH_OFFSET);
        int rest = mapped.capacity() - CountersFile.HEADER_LENGTH;
        if (mapped.getLong(0) != CountersFile.MAGIC
                || mapped.getInt(CountersFile.VERSION_OFFSET) != CountersFile.VERSION
                || !isSplit(metadataLength, rest)) {
            BufferUtil.free(mapped);
            throw new IOException(path + " is no counters file of this version");
        }
        return new CountersView(
                mapped,
                mapped.getInt(CountersFile.PROCESS_OFFSET),
                new CountersReader(
                        new UnsafeBuffer(mapped, CountersFile.HEADER_LENGTH, metadataLength),
                        new UnsafeBuffer(
                                mapped,
                                CountersFile.HEADER_LENGTH + metadataLength,
                                rest - metadataLength),
                        StandardCharsets.US_ASCII));
    }

    /** Whether that many bytes are metadata and the others the values that belong to them. */
    private static boolean isSplit(int metadataLength, int rest) {
        int each = CountersReader.METADATA_LENGTH;
        return metadataLength > 0
                && metadataLength % each == 0
                && metadataLength / each * (long) CountersReader.COUNTER_LENGTH
                        == rest - (long) metadataLength;
    }

    /** Of the daemon that counts here, or counted when it ran. */
    public int processId() {
        return processId;
    }

    /** Every counter that is in use, by its label. */
    public Map<String, Long> read() {
        Map<String, Long> values = new LinkedHashMap<>();
        reader.forEach((long value, int _, String label) -> values.merge(label, value, Long::sum));
        return values;
    }

    @Override
    public void close() {
        BufferUtil.free(mapped);
    }
}
