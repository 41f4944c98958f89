package weave.tools.echo;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An Ethernet frame that asks a peer's bridge to send it back (docs/protocol/echo.md); numbers have
 * the most significant byte first.
 *
 * <pre>
 *   0         6        12          14      18        19     20         22      30       32
 *   +---------+--------+-----------+-------+---------+------+----------+-------+--------+---------+
 *   | to      | from   | ethertype | magic | version | kind | sequence | nonce | length | filling |
 *   +---------+--------+-----------+-------+---------+------+----------+-------+--------+---------+
 * </pre>
 */
final class EchoFrame {
    /** IEEE Std 802 - Local Experimental Ethertype 1. */
    static final int ETHERTYPE = 0x88B5;

    static final int ETHERNET_LENGTH = 14;

    /** From the magic to the filling. */
    static final int SIZE_MIN = 18;

    /** What the length field and the largest MTU of a bridge let through. */
    static final int SIZE_MAX = 65_521;

    static final int FRAME_LENGTH_MAX = ETHERNET_LENGTH + SIZE_MAX;
    static final int SEQUENCE_MASK = 0xFFFF;

    private static final int MAC_LENGTH = 6;
    private static final int FROM = 6;
    private static final int TYPE = 12;
    private static final int MAGIC = 14;
    private static final int VERSION = 18;
    private static final int KIND = 19;
    private static final int SEQUENCE = 20;
    private static final int NONCE = 22;
    private static final int LENGTH = 30;
    private static final int FILLING = 32;

    /** "WDEC". */
    private static final byte[] MAGIC_BYTES = {0x57, 0x44, 0x45, 0x43};

    private static final byte VERSION_1 = 1;
    private static final byte REQUEST = 1;
    private static final byte REPLY = 2;
    private static final long MULTICAST_BIT = 1L << 40;

    private static final ValueLayout.OfShort SHORT =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private EchoFrame() {}

    /**
     * Writes a request.
     *
     * @param size bytes behind the Ethernet header, {@link #SIZE_MIN} to {@link #SIZE_MAX}
     * @return the length of the frame
     */
    static int writeRequest(
            MemorySegment frame, long to, long from, int sequence, long nonce, int size) {
        assert size >= SIZE_MIN && size <= SIZE_MAX : size;
        putMac(frame, 0, to);
        putMac(frame, FROM, from);
        frame.set(SHORT, TYPE, (short) ETHERTYPE);
        MemorySegment.copy(MAGIC_BYTES, 0, frame, JAVA_BYTE, MAGIC, MAGIC_BYTES.length);
        frame.set(JAVA_BYTE, VERSION, VERSION_1);
        frame.set(JAVA_BYTE, KIND, REQUEST);
        frame.set(SHORT, SEQUENCE, (short) sequence);
        frame.set(LONG, NONCE, nonce);
        frame.set(SHORT, LENGTH, (short) size);
        for (int at = FILLING; at < ETHERNET_LENGTH + size; at++) {
            frame.set(JAVA_BYTE, at, (byte) at);
        }
        return ETHERNET_LENGTH + size;
    }

    /**
     * Whether what arrived is one of ours, from one host to the other: nothing in it is trusted
     * before.
     *
     * @param self our own MAC address, which it must be for
     * @param arrived bytes of it, which may be more than it says: short frames are filled up
     */
    static boolean isFor(long self, MemorySegment frame, int arrived) {
        if (arrived < ETHERNET_LENGTH + SIZE_MIN
                || arrived > frame.byteSize()
                || mac(frame, 0) != self
                || Short.toUnsignedInt(frame.get(SHORT, TYPE)) != ETHERTYPE) {
            return false;
        }
        for (int i = 0; i < MAGIC_BYTES.length; i++) {
            if (frame.get(JAVA_BYTE, MAGIC + i) != MAGIC_BYTES[i]) {
                return false;
            }
        }
        int size = size(frame);
        long from = from(frame);
        return frame.get(JAVA_BYTE, VERSION) == VERSION_1
                && size >= SIZE_MIN
                && size <= arrived - ETHERNET_LENGTH
                && from != 0
                && from != self
                && (from & MULTICAST_BIT) == 0;
    }

    static boolean isRequest(MemorySegment frame) {
        return frame.get(JAVA_BYTE, KIND) == REQUEST;
    }

    static boolean isReply(MemorySegment frame) {
        return frame.get(JAVA_BYTE, KIND) == REPLY;
    }

    /** Turns a request into its reply, of the same length. */
    static void turnIntoReply(MemorySegment frame) {
        long asking = from(frame);
        putMac(frame, FROM, mac(frame, 0));
        putMac(frame, 0, asking);
        frame.set(JAVA_BYTE, KIND, REPLY);
    }

    static long from(MemorySegment frame) {
        return mac(frame, FROM);
    }

    static int sequence(MemorySegment frame) {
        return Short.toUnsignedInt(frame.get(SHORT, SEQUENCE));
    }

    static long nonce(MemorySegment frame) {
        return frame.get(LONG, NONCE);
    }

    /** Bytes behind the Ethernet header, as the frame says. */
    static int size(MemorySegment frame) {
        return Short.toUnsignedInt(frame.get(SHORT, LENGTH));
    }

    private static long mac(MemorySegment frame, long at) {
        long mac = 0;
        for (int i = 0; i < MAC_LENGTH; i++) {
            mac = mac << Byte.SIZE | frame.get(JAVA_BYTE, at + i) & 0xFF;
        }
        return mac;
    }

    private static void putMac(MemorySegment frame, long at, long mac) {
        for (int i = 0; i < MAC_LENGTH; i++) {
            frame.set(JAVA_BYTE, at + i, (byte) (mac >>> Byte.SIZE * (MAC_LENGTH - 1 - i)));
        }
    }
}
