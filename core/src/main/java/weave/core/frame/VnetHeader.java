package weave.core.frame;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the kernel says about a frame, directly before its first byte: {@code struct virtio_net_hdr}
 * of {@code <linux/virtio_net.h>}, numbers in the machine's byte order. Accessors take the offset
 * of the frame.
 *
 * <pre>
 *  -10     -9         -8        -6         -4           -2            0
 *   +-------+----------+---------+----------+------------+-------------+-------
 *   | flags | gso_type | hdr_len | gso_size | csum_start | csum_offset | frame
 *   +-------+----------+---------+----------+------------+-------------+-------
 * </pre>
 *
 * {@code csum_start} counts from the frame's first byte, {@code csum_offset} from {@code
 * csum_start}. All of it may have been written by a container: nothing here is to be trusted.
 */
public final class VnetHeader {
    public static final int LENGTH = 10;

    /** The checksum at {@code csum_start + csum_offset} covers the pseudo-header only. */
    public static final int FLAG_NEEDS_CSUM = 1;

    /** The kernel has verified the checksum, or vouches for it. */
    public static final int FLAG_DATA_VALID = 2;

    public static final int GSO_NONE = 0;
    public static final int GSO_TCPV4 = 1;
    public static final int GSO_TCPV6 = 4;
    public static final int GSO_UDP_L4 = 5;

    /** Beside {@link #GSO_TCPV4} or {@link #GSO_TCPV6}: CWR is set and belongs to one segment. */
    public static final int GSO_ECN = 0x80;

    private static final int FLAGS = -10;
    private static final int GSO_TYPE = -9;
    private static final int HDR_LEN = -8;
    private static final int GSO_SIZE = -6;
    private static final int CSUM_START = -4;
    private static final int CSUM_OFFSET = -2;

    private VnetHeader() {}

    public static int flags(DirectBuffer buffer, int frameOffset) {
        return buffer.getByte(frameOffset + FLAGS) & 0xFF;
    }

    /** Whether the transport checksum is still partial. */
    public static boolean needsChecksum(DirectBuffer buffer, int frameOffset) {
        return (flags(buffer, frameOffset) & FLAG_NEEDS_CSUM) != 0;
    }

    /** One of the {@code GSO_} values, perhaps with {@link #GSO_ECN}. */
    public static int gsoType(DirectBuffer buffer, int frameOffset) {
        return buffer.getByte(frameOffset + GSO_TYPE) & 0xFF;
    }

    /** Whether the frame stands for several and has to be cut. */
    public static boolean isSuperFrame(DirectBuffer buffer, int frameOffset) {
        return gsoType(buffer, frameOffset) != GSO_NONE;
    }

    /** Bytes of all headers together; a hint. */
    public static int headerLength(DirectBuffer buffer, int frameOffset) {
        return buffer.getShort(frameOffset + HDR_LEN) & 0xFFFF;
    }

    /** Payload bytes of every segment but the last. */
    public static int gsoSize(DirectBuffer buffer, int frameOffset) {
        return buffer.getShort(frameOffset + GSO_SIZE) & 0xFFFF;
    }

    public static int checksumStart(DirectBuffer buffer, int frameOffset) {
        return buffer.getShort(frameOffset + CSUM_START) & 0xFFFF;
    }

    public static int checksumOffset(DirectBuffer buffer, int frameOffset) {
        return buffer.getShort(frameOffset + CSUM_OFFSET) & 0xFFFF;
    }

    /** Writes the header of a plain frame whose checksums are complete. */
    public static void clear(MutableDirectBuffer buffer, int frameOffset) {
        buffer.putLong(frameOffset + FLAGS, 0);
        buffer.putShort(frameOffset + CSUM_OFFSET, (short) 0);
    }

    /** Writes the header of a frame whose transport checksum the kernel is to complete. */
    public static void putPartialChecksum(
            MutableDirectBuffer buffer, int frameOffset, int checksumStart, int checksumOffset) {
        clear(buffer, frameOffset);
        buffer.putByte(frameOffset + FLAGS, (byte) FLAG_NEEDS_CSUM);
        buffer.putShort(frameOffset + CSUM_START, (short) checksumStart);
        buffer.putShort(frameOffset + CSUM_OFFSET, (short) checksumOffset);
    }

    /** Adds to a header with a partial checksum that the frame is to be cut. */
    public static void putGso(
            MutableDirectBuffer buffer,
            int frameOffset,
            int gsoType,
            int gsoSize,
            int headerLength) {
        buffer.putByte(frameOffset + GSO_TYPE, (byte) gsoType);
        buffer.putShort(frameOffset + GSO_SIZE, (short) gsoSize);
        buffer.putShort(frameOffset + HDR_LEN, (short) headerLength);
    }
}
