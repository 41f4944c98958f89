package weave.gossip.gob;

import java.io.ByteArrayOutputStream;

/** Bytes being written. */
final class GobOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void uint(long value) {
        if (value >= 0 && value < 128) {
            bytes.write((int) value);
            return;
        }
        int length = Long.BYTES - Long.numberOfLeadingZeros(value) / Byte.SIZE;
        bytes.write(256 - length);
        for (int shift = Byte.SIZE * (length - 1); shift >= 0; shift -= Byte.SIZE) {
            bytes.write((int) (value >>> shift));
        }
    }

    void integer(long value) {
        uint(value < 0 ? ~value << 1 | 1 : value << 1);
    }

    void bytes(byte[] value) {
        uint(value.length);
        bytes.writeBytes(value);
    }

    /** Takes over what {@code other} holds, preceded by its length. */
    void message(GobOutput other) {
        bytes(other.bytes.toByteArray());
    }

    /** What has been written since the last time. */
    byte[] drain() {
        byte[] written = bytes.toByteArray();
        bytes.reset();
        return written;
    }
}
