package weave.bench.scenario;

import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/** A hash of bytes that work has made. */
final class ByteHash {
    private final CRC32C crc = new CRC32C();

    void add(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        crc.update(bytes);
    }

    void add(long number) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            crc.update((int) (number >>> shift) & 0xFF);
        }
    }

    int value() {
        return (int) crc.getValue();
    }
}
