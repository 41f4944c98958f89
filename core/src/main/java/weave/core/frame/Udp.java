package weave.core.frame;

/**
 * A UDP header, RFC 768; all numbers big-endian.
 *
 * <pre>
 *   0             2                  4        6          8
 *   +-------------+------------------+--------+----------+
 *   | source port | destination port | length | checksum |
 *   +-------------+------------------+--------+----------+
 * </pre>
 *
 * The length counts the header; a checksum of 0 means that there is none.
 */
public final class Udp {
    public static final int HEADER_LENGTH = 8;

    public static final int LENGTH_OFFSET = 4;
    public static final int CHECKSUM_OFFSET = 6;

    private Udp() {}
}
