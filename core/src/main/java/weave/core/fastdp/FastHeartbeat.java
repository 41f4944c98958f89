package weave.core.fastdp;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The frame by which neighbours find out whether the fast datapath carries anything, and of what
 * length. See docs/protocol/fastdp.md.
 *
 * <pre>
 *   | 14 zeros | connection UID (8) | length of the whole frame (2) | zeros ... |
 * </pre>
 */
public final class FastHeartbeat {
    /** Of the shortest. */
    public static final int LENGTH_MIN = 24;

    private static final int UID_OFFSET = 14;
    private static final int LENGTH_OFFSET = 22;
    private static final int LENGTH_MASK = 0xFFFF;

    private FastHeartbeat() {}

    /** Writes one of {@code length} bytes, at least {@link #LENGTH_MIN}. */
    public static void write(
            MutableDirectBuffer buffer, int offset, int length, long connectionUid) {
        buffer.setMemory(offset, length, (byte) 0);
        buffer.putLong(offset + UID_OFFSET, connectionUid, ByteOrder.BIG_ENDIAN);
        buffer.putShort(offset + LENGTH_OFFSET, (short) length, ByteOrder.BIG_ENDIAN);
    }

    /** Whether a special frame is a heartbeat that arrived whole; untrusted. */
    public static boolean isWhole(DirectBuffer buffer, int offset, int length) {
        return length >= LENGTH_MIN
                && (buffer.getShort(offset + LENGTH_OFFSET, ByteOrder.BIG_ENDIAN) & LENGTH_MASK)
                        == (length & LENGTH_MASK);
    }

    /** The connection that it is about. */
    public static long connectionUid(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + UID_OFFSET, ByteOrder.BIG_ENDIAN);
    }
}
