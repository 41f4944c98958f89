package weave.core.frame;

import org.agrona.DirectBuffer;

/**
 * An IPv6 header, RFC 8200; all numbers big-endian.
 *
 * <pre>
 *   0         4                        8                24                    40
 *   +---------+----------------+-------+----------------+---------------------+
 *   | ver,    | payload length | next  | source address | destination address |
 *   | class,  | (2)            | header| (16)           | (16)                |
 *   | flow    |                | (1),  |                |                     |
 *   |         |                | hops  |                |                     |
 *   +---------+----------------+-------+----------------+---------------------+
 * </pre>
 *
 * Accessors take the offset of the header.
 */
public final class Ipv6 {
    public static final int HEADER_LENGTH = 40;
    public static final int ADDRESS_LENGTH = 16;

    public static final int PAYLOAD_LENGTH_OFFSET = 4;
    public static final int NEXT_HEADER_OFFSET = 6;
    public static final int SOURCE_OFFSET = 8;

    /** Next header: options for every hop. */
    public static final int HOP_BY_HOP = 0;

    /** Next header: options for the destination. */
    public static final int DESTINATION_OPTIONS = 60;

    private Ipv6() {}

    public static int payloadLength(DirectBuffer buffer, int offset) {
        return Ipv4.word(buffer, offset + PAYLOAD_LENGTH_OFFSET);
    }

    public static int nextHeader(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + NEXT_HEADER_OFFSET) & 0xFF;
    }
}
