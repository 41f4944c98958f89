package weave.core.sleeve;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Frames that neighbours exchange about the connection itself: the Ethernet header is all zero.
 * Only the length tells the kinds apart.
 *
 * <pre>
 *   heartbeat           | 14 zeros | connection UID (8) |    22 bytes       DF path
 *   fragmentation test  | 60,001 zeros                  |                   non-DF path
 *   MTU probe           | inner MTU + 14 zeros          |    other lengths  DF path
 * </pre>
 */
public final class SpecialFrame {
    public static final int HEARTBEAT = 0;
    public static final int FRAGMENTATION_TEST = 1;
    public static final int MTU_PROBE = 2;

    public static final int HEARTBEAT_LENGTH = 22;
    public static final int FRAGMENTATION_TEST_LENGTH = 60_001;

    /** Sent to learn the path MTU from the kernel's refusal; arriving, it is a probe. */
    public static final int DISCOVERY_LENGTH = 60_000;

    public static final int HEADER_LENGTH = 14;

    private SpecialFrame() {}

    /** Whether a frame is special; one shorter than an Ethernet header is not. */
    public static boolean isSpecial(DirectBuffer buffer, int offset, int length) {
        return length >= HEADER_LENGTH
                && (buffer.getLong(offset)
                                | buffer.getInt(offset + Long.BYTES)
                                | buffer.getShort(offset + Long.BYTES + Integer.BYTES))
                        == 0;
    }

    /** The kind of a special frame of this length. */
    public static int kind(int length) {
        return switch (length) {
            case HEARTBEAT_LENGTH -> HEARTBEAT;
            case FRAGMENTATION_TEST_LENGTH -> FRAGMENTATION_TEST;
            default -> MTU_PROBE;
        };
    }

    /** The connection that a {@link #HEARTBEAT} is about. */
    public static long connectionUid(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + HEADER_LENGTH, ByteOrder.BIG_ENDIAN);
    }

    /** Whether a {@link #FRAGMENTATION_TEST} arrived unharmed: all of it is zero. */
    public static boolean isIntact(DirectBuffer buffer, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long bits = 0;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            bits |= buffer.getLong(at);
        }
        for (; at < end; at++) {
            bits |= buffer.getByte(at);
        }
        return bits == 0;
    }

    /** Writes a special frame of {@code length} bytes; only a heartbeat has the UID in it. */
    static void write(MutableDirectBuffer buffer, int offset, int length, long connectionUid) {
        buffer.setMemory(offset, length, (byte) 0);
        if (length == HEARTBEAT_LENGTH) {
            buffer.putLong(offset + HEADER_LENGTH, connectionUid, ByteOrder.BIG_ENDIAN);
        }
    }
}
