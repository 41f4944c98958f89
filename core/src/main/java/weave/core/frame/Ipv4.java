package weave.core.frame;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An IPv4 header, RFC 791; all numbers big-endian.
 *
 * <pre>
 *   0                 1                 2                                 4
 *   +--------+--------+-----------------+---------------------------------+
 *   |version | IHL    | type of service | total length                    |
 *   | identification                    | flags (3) | fragment offset (13)|
 *   | time to live    | protocol        | header checksum                 |
 *   | source address                                                      |
 *   | destination address                                                 |
 *   | options, IHL * 4 - 20 bytes                                         |
 *   +---------------------------------------------------------------------+
 * </pre>
 *
 * Accessors take the offset of the header.
 */
public final class Ipv4 {
    public static final int HEADER_LENGTH_MIN = 20;

    public static final int PROTOCOL_ICMP = 1;
    public static final int PROTOCOL_TCP = 6;
    public static final int PROTOCOL_UDP = 17;

    public static final int FLAG_DF = 0x4000;
    public static final int FLAG_MF = 0x2000;
    public static final int FRAGMENT_OFFSET_MASK = 0x1FFF;

    /** Fragments begin at multiples of this many bytes. */
    public static final int FRAGMENT_UNIT = 8;

    public static final int TYPE_OF_SERVICE_OFFSET = 1;
    public static final int TOTAL_LENGTH_OFFSET = 2;
    public static final int IDENTIFICATION_OFFSET = 4;
    public static final int FRAGMENT_OFFSET = 6;
    public static final int TIME_TO_LIVE_OFFSET = 8;
    public static final int PROTOCOL_OFFSET = 9;
    public static final int CHECKSUM_OFFSET = 10;
    public static final int SOURCE_OFFSET = 12;
    public static final int DESTINATION_OFFSET = 16;

    private static final int WORD = 4;

    private Ipv4() {}

    /** IHL in bytes: 0 to 60; below 20 it is malformed. */
    public static int headerLength(DirectBuffer buffer, int offset) {
        return (buffer.getByte(offset) & 0xF) * WORD;
    }

    public static int totalLength(DirectBuffer buffer, int offset) {
        return word(buffer, offset + TOTAL_LENGTH_OFFSET);
    }

    public static int identification(DirectBuffer buffer, int offset) {
        return word(buffer, offset + IDENTIFICATION_OFFSET);
    }

    /** The flags and the fragment offset, 16 bits together. */
    public static int fragmentField(DirectBuffer buffer, int offset) {
        return word(buffer, offset + FRAGMENT_OFFSET);
    }

    public static boolean dontFragment(DirectBuffer buffer, int offset) {
        return (fragmentField(buffer, offset) & FLAG_DF) != 0;
    }

    public static int protocol(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + PROTOCOL_OFFSET) & 0xFF;
    }

    public static int source(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + SOURCE_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    public static int destination(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + DESTINATION_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    /**
     * The bytes of the packet that are present, or -1 if the header does not parse: fewer than 20
     * bytes, IHL below 5 or beyond the packet, a total length below 20 or a header cut off. A total
     * length of 0 means all the rest, as in super-frames. The version is not looked at.
     *
     * @param available bytes from {@code offset} to the end of the frame
     */
    public static int packetLength(DirectBuffer buffer, int offset, int available) {
        if (available < HEADER_LENGTH_MIN) {
            return -1;
        }
        int stated = totalLength(buffer, offset);
        int total = stated == 0 ? available : stated;
        int header = headerLength(buffer, offset);
        if (total < HEADER_LENGTH_MIN
                || header < HEADER_LENGTH_MIN
                || header > total
                || header > available) {
            return -1;
        }
        return Math.min(total, available);
    }

    /**
     * Writes total length, flags with fragment offset, and the header checksum; the rest of the
     * header is there and well-formed.
     */
    public static void putFragment(
            MutableDirectBuffer buffer, int offset, int totalLength, int fragmentField) {
        putWord(buffer, offset + TOTAL_LENGTH_OFFSET, totalLength);
        putWord(buffer, offset + FRAGMENT_OFFSET, fragmentField);
        putHeaderChecksum(buffer, offset);
    }

    /** Computes the header checksum anew; the header is known to be well-formed. */
    public static void putHeaderChecksum(MutableDirectBuffer buffer, int offset) {
        putWord(buffer, offset + CHECKSUM_OFFSET, 0);
        int sum = Checksum.sum(buffer, offset, headerLength(buffer, offset));
        putWord(buffer, offset + CHECKSUM_OFFSET, Checksum.complement(sum));
    }

    static int word(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    static void putWord(MutableDirectBuffer buffer, int offset, int value) {
        buffer.putShort(offset, (short) value, ByteOrder.BIG_ENDIAN);
    }
}
