package weave.gossip.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes that have arrived and not been understood yet. Grows with what arrives, never with what a
 * length promises, and shrinks again when it is empty.
 */
final class ByteQueue {
    private static final int CAPACITY_MIN = 4096;

    private byte[] bytes = new byte[CAPACITY_MIN];
    private int start;
    private int end;

    void add(ByteBuffer chunk) {
        int length = chunk.remaining();
        if (length > bytes.length - end) {
            makeRoom(length);
        }
        chunk.get(bytes, end, length);
        end += length;
    }

    int length() {
        return end - start;
    }

    /** The byte {@code place} bytes ahead, 0 to 255; it must be there. */
    int at(int place) {
        assert place < length();
        return bytes[start + place] & 0xFF;
    }

    /** Removes the next {@code count} bytes, which must be there. */
    byte[] take(int count) {
        assert count <= length();
        byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
            if (bytes.length > CAPACITY_MIN) {
                bytes = new byte[CAPACITY_MIN];
            }
        }
        return taken;
    }

    private void makeRoom(int length) {
        int needed = Math.addExact(length(), length);
        byte[] roomy =
                needed <= bytes.length ? bytes : new byte[Math.max(needed, 2 * bytes.length)];
        System.arraycopy(bytes, start, roomy, 0, length());
        end = length();
        start = 0;
        bytes = roomy;
    }
}
