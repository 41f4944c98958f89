package weave.xdp.port;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import weave.core.frame.Checksum;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;
import weave.core.frame.Udp;
import weave.core.udp.UdpAddress;

/**
 * Reads and checks what lies before the payload of a datagram: all that a kernel's stack would,
 * though the program that redirected the frame has looked at some of it. At most two VLAN tags come
 * before IPv4, which may have options.
 *
 * <p>The time to live is not looked at: a host must not discard what arrives with a short one (RFC
 * 1122, section 3.2.1.7). That the destination is ours the program has found out.
 */
final class OuterDecoder {
    private static final int TAGS_MAX = 2;
    private static final int VERSION_SHIFT = 4;
    private static final int VERSION = 4;
    private static final int FRAGMENT_BITS = Ipv4.FLAG_MF | Ipv4.FRAGMENT_OFFSET_MASK;

    /** A sum that includes its own checksum, of what did not change on its way. */
    private static final int SUM_OF_ALL = 0xFFFF;

    private int payloadOffset;
    private int payloadLength;
    private long source;
    private int destinationPort;

    /**
     * What a frame is; the rest is valid after a good one, until the next, and after one with a
     * wrong checksum of UDP.
     */
    Arrival decode(DirectBuffer buffer, int offset, int length) {
        int end = offset + length;
        int at = offset + Ethernet.TYPE_OFFSET;
        if (length < Ethernet.HEADER_LENGTH) {
            return Arrival.CUT_OFF;
        }
        for (int tag = 0; tag < TAGS_MAX && isTag(word(buffer, at)); tag++) {
            at += Ethernet.VLAN_TAG_LENGTH;
            if (end - at < Short.BYTES) {
                return Arrival.CUT_OFF;
            }
        }
        int type = word(buffer, at);
        at += Short.BYTES;
        return type == Ethernet.TYPE_IPV4 ? ip(buffer, at, end) : Arrival.NOT_UDP;
    }

    private static boolean isTag(int type) {
        return type == Ethernet.TYPE_VLAN || type == Ethernet.TYPE_VLAN_SERVICE;
    }

    private Arrival ip(DirectBuffer buffer, int ip, int end) {
        if (end - ip < Ipv4.HEADER_LENGTH_MIN) {
            return Arrival.CUT_OFF;
        }
        int headerLength = Ipv4.headerLength(buffer, ip);
        int totalLength = Ipv4.totalLength(buffer, ip);
        if ((buffer.getByte(ip) & 0xFF) >>> VERSION_SHIFT != VERSION
                || headerLength < Ipv4.HEADER_LENGTH_MIN
                || totalLength < headerLength) {
            return Arrival.MALFORMED;
        }
        if (totalLength > end - ip) {
            return Arrival.CUT_OFF;
        }
        if (Checksum.sum(buffer, ip, headerLength) != SUM_OF_ALL) {
            return Arrival.WRONG_IP_CHECKSUM;
        }
        if (Ipv4.protocol(buffer, ip) != Ipv4.PROTOCOL_UDP
                || (Ipv4.fragmentField(buffer, ip) & FRAGMENT_BITS) != 0) {
            return Arrival.NOT_UDP;
        }
        return udp(buffer, ip, ip + headerLength, ip + totalLength);
    }

    private Arrival udp(DirectBuffer buffer, int ip, int udp, int end) {
        if (end - udp < Udp.HEADER_LENGTH) {
            return Arrival.MALFORMED;
        }
        int length = word(buffer, udp + Udp.LENGTH_OFFSET);
        if (length < Udp.HEADER_LENGTH || length > end - udp) {
            return Arrival.MALFORMED;
        }
        payloadOffset = udp + Udp.HEADER_LENGTH;
        payloadLength = length - Udp.HEADER_LENGTH;
        source = UdpAddress.pack(Ipv4.source(buffer, ip), word(buffer, udp));
        destinationPort = word(buffer, udp + Short.BYTES);
        return checksum(buffer, ip, udp, length);
    }

    private static Arrival checksum(DirectBuffer buffer, int ip, int udp, int length) {
        int stated = word(buffer, udp + Udp.CHECKSUM_OFFSET);
        if (stated == 0) {
            return Arrival.DATAGRAM;
        }
        int pseudoHeader =
                Checksum.add(Checksum.pseudoHeaderIpv4(buffer, ip, Ipv4.PROTOCOL_UDP), length);
        if (Checksum.add(pseudoHeader, Checksum.sum(buffer, udp, length)) == SUM_OF_ALL) {
            return Arrival.DATAGRAM;
        }
        return stated == pseudoHeader
                ? Arrival.DATAGRAM_WITHOUT_CHECKSUM
                : Arrival.WRONG_UDP_CHECKSUM;
    }

    private static int word(DirectBuffer buffer, int at) {
        return buffer.getShort(at, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    /** Where the payload begins. */
    int payloadOffset() {
        return payloadOffset;
    }

    /** Bytes of payload. */
    int payloadLength() {
        return payloadLength;
    }

    /** Where it came from, a packed {@link UdpAddress}. */
    long source() {
        return source;
    }

    /** The port of ours that it is for. */
    int destinationPort() {
        return destinationPort;
    }
}
