package weave.core.frame;

import org.agrona.DirectBuffer;

/**
 * What cutting needs of a TCP header, RFC 9293; all numbers big-endian.
 *
 * <pre>
 *   0             4          8                12              14       16         18
 *   +-------------+----------+----------------+---------------+--------+----------+--------+
 *   | ports (2+2) | sequence | acknowledgment | data offset,  | window | checksum | urgent |
 *   |             |          |                | flags         |        |          |        |
 *   +-------------+----------+----------------+---------------+--------+----------+--------+
 * </pre>
 */
public final class Tcp {
    public static final int HEADER_LENGTH_MIN = 20;

    public static final int SEQUENCE_OFFSET = 4;
    public static final int FLAGS_OFFSET = 13;
    public static final int CHECKSUM_OFFSET = 16;

    public static final int FLAG_FIN = 0x01;
    public static final int FLAG_PSH = 0x08;
    public static final int FLAG_CWR = 0x80;

    private static final int DATA_OFFSET = 12;
    private static final int WORD = 4;

    private Tcp() {}

    /** The data offset in bytes: 0 to 60; below 20 it is malformed. */
    public static int headerLength(DirectBuffer buffer, int offset) {
        return (buffer.getByte(offset + DATA_OFFSET) >>> 4 & 0xF) * WORD;
    }

    public static int flags(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + FLAGS_OFFSET) & 0xFF;
    }
}
