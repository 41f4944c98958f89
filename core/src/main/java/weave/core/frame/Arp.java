package weave.core.frame;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * ARP for IPv4 over Ethernet, RFC 826, behind an {@link Ethernet} header.
 *
 * <pre>
 *   14       16       18  19  20          22           28          32           38          42
 *   +--------+--------+---+---+-----------+------------+-----------+------------+-----------+
 *   | 0x0001 | 0x0800 | 6 | 4 | operation | sender MAC | sender IP | target MAC | target IP |
 *   +--------+--------+---+---+-----------+------------+-----------+------------+-----------+
 * </pre>
 *
 * Accessors take the offset of the frame; the caller has asked {@link #isArp}.
 */
public final class Arp {
    /** Of a frame, without padding. */
    public static final int FRAME_LENGTH = 42;

    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    /** Ethernet, IPv4, and the lengths of their addresses: the first eight bytes but two. */
    private static final long KIND = 0x0001_0800_0604L;

    private static final int KIND_OFFSET = 14;
    private static final int OPERATION_OFFSET = 20;
    private static final int SENDER_MAC_OFFSET = 22;
    private static final int SENDER_IP_OFFSET = 28;
    private static final int TARGET_MAC_OFFSET = 32;
    private static final int TARGET_IP_OFFSET = 38;

    private Arp() {}

    /** Whether a frame of at least an Ethernet header is ARP for IPv4, without VLAN tags. */
    public static boolean isArp(DirectBuffer buffer, int frameOffset, int length) {
        return Ethernet.type(buffer, frameOffset) == Ethernet.TYPE_ARP
                && length >= FRAME_LENGTH
                && buffer.getLong(frameOffset + KIND_OFFSET, ByteOrder.BIG_ENDIAN) >>> Short.SIZE
                        == KIND;
    }

    public static int operation(DirectBuffer buffer, int frameOffset) {
        return buffer.getShort(frameOffset + OPERATION_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    public static long senderMac(DirectBuffer buffer, int frameOffset) {
        return Ethernet.destination(buffer, frameOffset + SENDER_MAC_OFFSET);
    }

    /** An unsigned number; 0 in the probe of one who does not yet use an address. */
    public static long senderIp(DirectBuffer buffer, int frameOffset) {
        return ip(buffer, frameOffset + SENDER_IP_OFFSET);
    }

    /** An unsigned number. */
    public static long targetIp(DirectBuffer buffer, int frameOffset) {
        return ip(buffer, frameOffset + TARGET_IP_OFFSET);
    }

    /**
     * Writes the reply to a request: {@code targetMac} has the address that was asked for.
     *
     * @return its length, padded
     */
    public static int writeReply(
            DirectBuffer request,
            int requestOffset,
            long targetMac,
            MutableDirectBuffer reply,
            int replyOffset) {
        long asker = senderMac(request, requestOffset);
        Ethernet.putDestination(reply, replyOffset, asker);
        Ethernet.putSource(reply, replyOffset, targetMac);
        Ethernet.putType(reply, replyOffset, Ethernet.TYPE_ARP);
        reply.putLong(replyOffset + KIND_OFFSET, KIND << Short.SIZE | REPLY, ByteOrder.BIG_ENDIAN);
        Ethernet.putDestination(reply, replyOffset + SENDER_MAC_OFFSET, targetMac);
        reply.putInt(
                replyOffset + SENDER_IP_OFFSET,
                (int) targetIp(request, requestOffset),
                ByteOrder.BIG_ENDIAN);
        Ethernet.putDestination(reply, replyOffset + TARGET_MAC_OFFSET, asker);
        reply.putInt(
                replyOffset + TARGET_IP_OFFSET,
                (int) senderIp(request, requestOffset),
                ByteOrder.BIG_ENDIAN);
        return Ethernet.pad(reply, replyOffset, FRAME_LENGTH);
    }

    private static long ip(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset, ByteOrder.BIG_ENDIAN) & 0xFFFF_FFFFL;
    }
}
