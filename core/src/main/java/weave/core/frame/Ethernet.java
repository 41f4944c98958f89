package weave.core.frame;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An Ethernet header; a MAC address is a {@code long} with the first byte on the wire most
 * significant.
 *
 * <pre>
 *   0             6        12                 14
 *   +-------------+--------+------------------+---------
 *   | destination | source | EtherType/length | payload
 *   +-------------+--------+------------------+---------
 * </pre>
 *
 * Accessors take the offset of the frame; the caller has seen that {@link #HEADER_LENGTH} bytes are
 * there.
 */
public final class Ethernet {
    public static final int HEADER_LENGTH = 14;

    /** Shorter frames are padded with zeros on a wire; the frame check sequence is not counted. */
    public static final int FRAME_LENGTH_MIN = 60;

    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_VLAN = 0x8100;
    public static final int TYPE_VLAN_SERVICE = 0x88A8;
    public static final int TYPE_IPV6 = 0x86DD;

    /** Bytes that an 802.1Q tag puts between the addresses and the EtherType. */
    public static final int VLAN_TAG_LENGTH = 4;

    public static final int MAC_LENGTH = 6;
    public static final int SOURCE_OFFSET = 6;
    public static final int TYPE_OFFSET = 12;

    public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    /** Spanning tree's group address; never leaves its segment (IEEE 802.1D). */
    public static final long BRIDGE_GROUP = 0x0180_C200_0000L;

    private static final long GROUP_BIT = 1L << 40;

    private Ethernet() {}

    public static long destination(DirectBuffer buffer, int frameOffset) {
        return address(buffer, frameOffset);
    }

    public static long source(DirectBuffer buffer, int frameOffset) {
        return address(buffer, frameOffset + SOURCE_OFFSET);
    }

    /** The 16 bits behind the addresses: an EtherType, or below 0x0600 a length. */
    public static int type(DirectBuffer buffer, int frameOffset) {
        return buffer.getShort(frameOffset + TYPE_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    /** Whether an address stands for a group: multicast or broadcast. */
    public static boolean isGroup(long mac) {
        return (mac & GROUP_BIT) != 0;
    }

    public static void putDestination(MutableDirectBuffer buffer, int frameOffset, long mac) {
        putAddress(buffer, frameOffset, mac);
    }

    public static void putSource(MutableDirectBuffer buffer, int frameOffset, long mac) {
        putAddress(buffer, frameOffset + SOURCE_OFFSET, mac);
    }

    public static void putType(MutableDirectBuffer buffer, int frameOffset, int type) {
        buffer.putShort(frameOffset + TYPE_OFFSET, (short) type, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Fills a frame shorter than {@link #FRAME_LENGTH_MIN} up with zeros; returns its length then.
     */
    public static int pad(MutableDirectBuffer buffer, int frameOffset, int length) {
        if (length >= FRAME_LENGTH_MIN) {
            return length;
        }
        buffer.setMemory(frameOffset + length, FRAME_LENGTH_MIN - length, (byte) 0);
        return FRAME_LENGTH_MIN;
    }

    private static long address(DirectBuffer buffer, int offset) {
        return (buffer.getInt(offset, ByteOrder.BIG_ENDIAN) & 0xFFFF_FFFFL) << Short.SIZE
                | buffer.getShort(offset + Integer.BYTES, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    private static void putAddress(MutableDirectBuffer buffer, int offset, long mac) {
        buffer.putInt(offset, (int) (mac >>> Short.SIZE), ByteOrder.BIG_ENDIAN);
        buffer.putShort(offset + Integer.BYTES, (short) mac, ByteOrder.BIG_ENDIAN);
    }
}
