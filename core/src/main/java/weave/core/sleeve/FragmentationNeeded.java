package weave.core.sleeve;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import weave.core.frame.Checksum;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameClass;
import weave.core.frame.Ipv4;

/**
 * The answer to an IPv4 frame with DF that is too big for the path: ICMP "fragmentation needed",
 * RFC 792 and RFC 1191, written as if its destination had sent it.
 *
 * <pre>
 *   0        14     34                                           42
 *   +----------+------+------+------+----------+------+----------+--------------------------+
 *   | Ethernet | IPv4 | type | code | checksum | zero | next-hop | IPv4 header of the frame |
 *   | (14)     | (20) | 3    | 4    | (2)      | (2)  | MTU (2)  | and 8 bytes behind it    |
 *   +----------+------+------+------+----------+------+----------+--------------------------+
 * </pre>
 */
public final class FragmentationNeeded {
    /** The most that {@link #write} writes: the frame's IPv4 header has all its options. */
    public static final int FRAME_LENGTH_MAX = 14 + 20 + 8 + 60 + 8;

    private static final int DESTINATION_UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int ICMP_HEADER_LENGTH = 8;
    private static final int ICMP_CHECKSUM_OFFSET = 2;
    private static final int ICMP_MTU_OFFSET = 6;
    private static final int QUOTED_PAYLOAD_LENGTH = 8;
    private static final int VERSION_AND_HEADER_LENGTH = 0x45;
    private static final int TIME_TO_LIVE = 64;

    private FragmentationNeeded() {}

    /**
     * Writes the answer.
     *
     * @param mtu the inner MTU to name, in bytes
     * @return the length of the answer's frame, or 0 if the frame is not IPv4
     */
    public static int write(
            DirectBuffer frame,
            int frameOffset,
            int length,
            int mtu,
            MutableDirectBuffer to,
            int at) {
        if (!FrameClass.isIpv4(FrameClass.of(frame, frameOffset, length))) {
            return 0;
        }
        int original = frameOffset + Ethernet.HEADER_LENGTH;
        int available = Ipv4.packetLength(frame, original, length - Ethernet.HEADER_LENGTH);
        int quoted =
                Math.min(available, Ipv4.headerLength(frame, original) + QUOTED_PAYLOAD_LENGTH);
        Ethernet.putDestination(to, at, Ethernet.source(frame, frameOffset));
        Ethernet.putSource(to, at, Ethernet.destination(frame, frameOffset));
        Ethernet.putType(to, at, Ethernet.TYPE_IPV4);
        int ip = at + Ethernet.HEADER_LENGTH;
        int icmp = ip + Ipv4.HEADER_LENGTH_MIN;
        writeIp(frame, original, to, ip, ICMP_HEADER_LENGTH + quoted);
        writeIcmp(frame, original, quoted, mtu, to, icmp);
        return Ethernet.pad(to, at, icmp + ICMP_HEADER_LENGTH + quoted - at);
    }

    private static void writeIp(
            DirectBuffer frame, int original, MutableDirectBuffer to, int ip, int payloadLength) {
        to.putByte(ip, (byte) VERSION_AND_HEADER_LENGTH);
        to.putByte(
                ip + Ipv4.TYPE_OF_SERVICE_OFFSET,
                frame.getByte(original + Ipv4.TYPE_OF_SERVICE_OFFSET));
        to.putShort(ip + Ipv4.IDENTIFICATION_OFFSET, (short) 0);
        to.putByte(ip + Ipv4.TIME_TO_LIVE_OFFSET, (byte) TIME_TO_LIVE);
        to.putByte(ip + Ipv4.PROTOCOL_OFFSET, (byte) Ipv4.PROTOCOL_ICMP);
        to.putInt(ip + Ipv4.SOURCE_OFFSET, Ipv4.destination(frame, original), ByteOrder.BIG_ENDIAN);
        to.putInt(ip + Ipv4.DESTINATION_OFFSET, Ipv4.source(frame, original), ByteOrder.BIG_ENDIAN);
        Ipv4.putFragment(to, ip, Ipv4.HEADER_LENGTH_MIN + payloadLength, 0);
    }

    private static void writeIcmp(
            DirectBuffer frame,
            int original,
            int quoted,
            int mtu,
            MutableDirectBuffer to,
            int icmp) {
        to.putLong(icmp, 0);
        to.putByte(icmp, (byte) DESTINATION_UNREACHABLE);
        to.putByte(icmp + 1, (byte) FRAGMENTATION_NEEDED);
        to.putShort(icmp + ICMP_MTU_OFFSET, (short) mtu, ByteOrder.BIG_ENDIAN);
        to.putBytes(icmp + ICMP_HEADER_LENGTH, frame, original, quoted);
        int checksum = Checksum.complement(Checksum.sum(to, icmp, ICMP_HEADER_LENGTH + quoted));
        to.putShort(icmp + ICMP_CHECKSUM_OFFSET, (short) checksum, ByteOrder.BIG_ENDIAN);
    }
}
