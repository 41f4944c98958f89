package weave.core.sleeve;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The bytes of a sleeve datagram, all numbers big-endian; docs/protocol/sleeve.md tells the rest.
 *
 * <pre>
 *   in clear
 *   0             6
 *   +-------------+--------+--------+-----
 *   | sender name | record | record | ...
 *   +-------------+--------+--------+-----
 *
 *   sealed                                  |------- sealed -------|
 *   0             6                14       30
 *   +-------------+----------------+--------+--------+--------+-----
 *   | sender name | sequence field | tag    | record | record | ...
 *   +-------------+----------------+--------+--------+--------+-----
 *
 *   record
 *   0             6                  12       14
 *   +-------------+------------------+--------+----------------+
 *   | source name | destination name | length | Ethernet frame |
 *   +-------------+------------------+--------+----------------+
 *
 *   sequence field: bit 63 is set on the DF path, bits 62 to 0 count its datagrams; a cipher that
 *                   changes keys has taken the upper ones of them, see docs/protocol/crypto.md
 * </pre>
 */
public final class SleeveLayout {
    /** The path whose datagrams are sent with IP's "don't fragment". */
    public static final int DF = 0;

    /** The path whose datagrams the underlay may fragment. */
    public static final int NON_DF = 1;

    public static final int PATHS = 2;

    public static final int NAME_LENGTH = 6;
    public static final int SEQUENCE_OFFSET = 6;
    public static final int SEQUENCE_LENGTH = 8;
    public static final long SEQUENCE_DF = 1L << 63;
    public static final int TAG_LENGTH = 16;

    public static final int SOURCE_OFFSET = 0;
    public static final int DESTINATION_OFFSET = 6;
    public static final int LENGTH_OFFSET = 12;

    /**
     * In a record's source name: the frame's TCP checksum covers the pseudo-header only. Only
     * between neighbours that have agreed on it, and only for frames between the two. No name has
     * this bit: it is the group bit of a MAC address.
     */
    public static final long MARK_PARTIAL_CHECKSUM = 1L << 40;

    /** What a record adds to its frame. */
    public static final int FRAME_OVERHEAD = 14;

    /** What a datagram in clear has beside its records. */
    public static final int PACKET_OVERHEAD_PLAIN = NAME_LENGTH;

    /** What a sealed datagram has beside its records. */
    public static final int PACKET_OVERHEAD_SEALED = NAME_LENGTH + SEQUENCE_LENGTH + TAG_LENGTH;

    /** IPv4 header without options, and UDP header. */
    public static final int UDP_OVERHEAD = 28;

    /**
     * The largest UDP payload over IPv4, in bytes; also what a path is assumed to carry at first.
     */
    public static final int PAYLOAD_MAX = 65_507;

    /** The inner MTU before anything is known of the path, in bytes. */
    public static final int MTU_INITIAL = 65_535;

    /** Frames in one datagram. */
    public static final int FRAMES_MAX = 100;

    private static final int ETHERNET_HEADER_LENGTH = 14;

    private SleeveLayout() {}

    public static int packetOverhead(boolean sealed) {
        return sealed ? PACKET_OVERHEAD_SEALED : PACKET_OVERHEAD_PLAIN;
    }

    /** The underlay's MTU minus the inner one: 62 in clear, 86 sealed. */
    public static int totalOverhead(boolean sealed) {
        return UDP_OVERHEAD + packetOverhead(sealed) + FRAME_OVERHEAD + ETHERNET_HEADER_LENGTH;
    }

    /** Whether {@code length} more frame bytes fit where {@code used} bytes are taken already. */
    public static boolean fits(int used, int length, int bound) {
        return used + FRAME_OVERHEAD + length <= bound;
    }

    /** The sequence field of a path's datagram number {@code sequence}. */
    static long sequenceField(int path, long sequence) {
        return path == DF ? sequence | SEQUENCE_DF : sequence;
    }

    /** The name of the router that sent a datagram of at least {@link #NAME_LENGTH} bytes. */
    public static long senderName(DirectBuffer buffer, int offset) {
        return name(buffer, offset);
    }

    /** Whether a record's source name carries {@link #MARK_PARTIAL_CHECKSUM}. */
    public static boolean isMarkedPartial(long source) {
        return (source & MARK_PARTIAL_CHECKSUM) != 0;
    }

    /** A record's source name without the mark. */
    public static long unmarked(long source) {
        return source & ~MARK_PARTIAL_CHECKSUM;
    }

    static long name(DirectBuffer buffer, int offset) {
        return (buffer.getInt(offset, ByteOrder.BIG_ENDIAN) & 0xFFFF_FFFFL) << Short.SIZE
                | buffer.getShort(offset + Integer.BYTES, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    static void putName(MutableDirectBuffer buffer, int offset, long name) {
        buffer.putInt(offset, (int) (name >>> Short.SIZE), ByteOrder.BIG_ENDIAN);
        buffer.putShort(offset + Integer.BYTES, (short) name, ByteOrder.BIG_ENDIAN);
    }
}
