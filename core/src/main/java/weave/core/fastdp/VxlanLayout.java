package weave.core.fastdp;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A VXLAN header (RFC 7348) as the fast datapath uses it: the network identifier names the peer at
 * which the frame entered the overlay and the one it is meant for, by their short ids. See
 * docs/protocol/fastdp.md.
 *
 * <pre>
 *   | flags 0x08 (1) | 0 (3) | destination (12 bits) source (12 bits) | 0 (1) | Ethernet frame |
 * </pre>
 */
public final class VxlanLayout {
    /** Bytes before the frame. */
    public static final int HEADER_LENGTH = 8;

    /** Outer IPv4, UDP and VXLAN, and the inner Ethernet header: what an inner packet costs. */
    public static final int OVERHEAD = 20 + 8 + HEADER_LENGTH + 14;

    /** Added to the control port: where VXLAN is received. */
    public static final int PORT_OFFSET = 1;

    /** Of a tunnel id: the destination's in the upper half, the source's in the lower. */
    public static final int SHORT_ID_BITS = 12;

    public static final int SHORT_ID_MASK = (1 << SHORT_ID_BITS) - 1;

    /** The first word of a header with a tunnel id, and no other flag. */
    public static final int FLAG_VNI = 0x0800_0000;

    /** Of the word that has the tunnel id in its upper 24 bits, and zeros. */
    public static final int VNI_OFFSET = 4;

    public static final int VNI_SHIFT = 8;
    private static final int TUNNEL_ID_MASK = 0xFF_FFFF;

    private VxlanLayout() {}

    /** The network identifier, 24 bits, for two short ids of 12 bits each. */
    public static int tunnelId(int sourceShortId, int destinationShortId) {
        return destinationShortId << SHORT_ID_BITS | sourceShortId;
    }

    /** Of the peer at which the frame entered the overlay. */
    public static int sourceShortId(int tunnelId) {
        return tunnelId & SHORT_ID_MASK;
    }

    /** Of the peer that the frame is meant for. */
    public static int destinationShortId(int tunnelId) {
        return tunnelId >>> SHORT_ID_BITS & SHORT_ID_MASK;
    }

    /** Writes the header to {@code offset}. */
    public static void write(MutableDirectBuffer buffer, int offset, int tunnelId) {
        buffer.putInt(offset, FLAG_VNI, ByteOrder.BIG_ENDIAN);
        buffer.putInt(offset + VNI_OFFSET, tunnelId << VNI_SHIFT, ByteOrder.BIG_ENDIAN);
    }

    /** Whether a header has a network identifier; what else there may be is ignored. */
    public static boolean hasTunnelId(DirectBuffer buffer, int offset) {
        return (buffer.getInt(offset, ByteOrder.BIG_ENDIAN) & FLAG_VNI) != 0;
    }

    /** The network identifier of a header. */
    public static int tunnelId(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + VNI_OFFSET, ByteOrder.BIG_ENDIAN) >>> VNI_SHIFT
                & TUNNEL_ID_MASK;
    }
}
