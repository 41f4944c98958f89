package weave.gossip.gob;

import java.util.Arrays;

/** Bytes being written. */
final class GobOutput {
    /** Most messages are shorter; longer ones double it. */
    private static final int CAPACITY_FIRST = 256;

    private byte[] buffer = new byte[CAPACITY_FIRST];
    private int length;

    void uint(long value) {
        ensure(1 + Long.BYTES);
        if (value >= 0 && value < 128) {
            buffer[length++] = (byte) value;
            return;
        }
        int size = Long.BYTES - Long.numberOfLeadingZeros(value) / Byte.SIZE;
        buffer[length++] = (byte) -size;
        for (int shift = Byte.SIZE * (size - 1); shift >= 0; shift -= Byte.SIZE) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    void integer(long value) {
        uint(value < 0 ? ~value << 1 | 1 : value << 1);
    }

    void bytes(byte[] value) {
        uint(value.length);
        append(value, value.length);
    }

    /** Takes over what {@code other} holds, preceded by its length. */
    void message(GobOutput other) {
        uint(other.length);
        append(other.buffer, other.length);
    }

    /** What has been written since the last time. */
    byte[] drain() {
        byte[] written = Arrays.copyOf(buffer, length);
        length = 0;
        return written;
    }

    private void append(byte[] bytes, int count) {
        ensure(count);
        System.arraycopy(bytes, 0, buffer, length, count);
        length += count;
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, 2 * buffer.length));
        }
    }
}
