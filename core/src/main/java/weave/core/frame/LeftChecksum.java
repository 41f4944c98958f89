package weave.core.frame;

import org.agrona.MutableDirectBuffer;

/**
 * Finishes checksums of TCP and UDP that a sender has left to a network card, where there was none
 * on the way: over a virtual link, from a host on the same machine. Nothing says so but the field,
 * which holds the sum of the pseudo-header.
 *
 * <p>Of the others one in 65,535 looks so, too: it is computed anew, and is what it was if the
 * frame is intact. Looked at are untagged IPv4 and IPv6 without extension headers, and no
 * fragments.
 */
public final class LeftChecksum {
    private static final int FRAGMENT = Ipv4.FLAG_MF | Ipv4.FRAGMENT_OFFSET_MASK;

    private LeftChecksum() {}

    /**
     * Completes it in place.
     *
     * @param length of the frame, at least an Ethernet header; what is in it is untrusted
     * @return whether it had been left
     */
    public static boolean complete(MutableDirectBuffer buffer, int frameOffset, int length) {
        int ip = frameOffset + Ethernet.HEADER_LENGTH;
        int available = length - Ethernet.HEADER_LENGTH;
        int type = Ethernet.type(buffer, frameOffset);
        if (type == Ethernet.TYPE_IPV4) {
            return completeIpv4(buffer, ip, available);
        }
        return type == Ethernet.TYPE_IPV6 && completeIpv6(buffer, ip, available);
    }

    private static boolean completeIpv4(MutableDirectBuffer buffer, int ip, int available) {
        int packet = Ipv4.packetLength(buffer, ip, available);
        if (packet < 0
                || packet != Ipv4.totalLength(buffer, ip)
                || (Ipv4.fragmentField(buffer, ip) & FRAGMENT) != 0) {
            return false;
        }
        int header = Ipv4.headerLength(buffer, ip);
        int protocol = Ipv4.protocol(buffer, ip);
        int pseudoHeader = Checksum.pseudoHeaderIpv4(buffer, ip, protocol);
        return complete(buffer, ip + header, packet - header, protocol, pseudoHeader);
    }

    private static boolean completeIpv6(MutableDirectBuffer buffer, int ip, int available) {
        if (available < Ipv6.HEADER_LENGTH
                || Ipv6.payloadLength(buffer, ip) > available - Ipv6.HEADER_LENGTH) {
            return false;
        }
        int protocol = Ipv6.nextHeader(buffer, ip);
        int pseudoHeader = Checksum.pseudoHeaderIpv6(buffer, ip, protocol);
        int payload = Ipv6.payloadLength(buffer, ip);
        return complete(buffer, ip + Ipv6.HEADER_LENGTH, payload, protocol, pseudoHeader);
    }

    private static boolean complete(
            MutableDirectBuffer buffer, int transport, int length, int protocol, int pseudoHeader) {
        int field;
        if (protocol == Ipv4.PROTOCOL_TCP && length >= Tcp.HEADER_LENGTH_MIN) {
            field = transport + Tcp.CHECKSUM_OFFSET;
        } else if (protocol == Ipv4.PROTOCOL_UDP && length >= Udp.HEADER_LENGTH) {
            field = transport + Udp.CHECKSUM_OFFSET;
        } else {
            return false;
        }
        if (Ipv4.word(buffer, field) != Checksum.add(pseudoHeader, length)) {
            return false;
        }
        int sum = Checksum.sum(buffer, transport, length);
        Ipv4.putWord(buffer, field, Checksum.complementNotZero(sum));
        return true;
    }
}
