package weave.core.frame;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Cuts a super-frame into the frames it stands for, as a network card with segmentation offload
 * would: TCP over IPv4 or IPv6, and UDP. Every frame gets its own lengths, IPv4 identification and
 * TCP sequence number, and complete checksums; FIN and PSH stay on the last, CWR on the first.
 *
 * <pre>
 *   | Ethernet, VLAN tags | IP | TCP or UDP | payload 0 | payload 1 | ... |
 *   0                     ip   transport    payload     + gso_size
 * </pre>
 *
 * One thread; wraps one frame at a time.
 */
public final class SegmentCutter {
    /**
     * The least a kernel uses; less would let a container blow one frame up to tens of thousands.
     */
    static final int TCP_GSO_SIZE_MIN = 8;

    /** As the kernel limits UDP_SEGMENT, for the same reason. */
    static final int UDP_SEGMENTS_MAX = 128;

    private static final int VLAN_TAGS_MAX = 2;
    private static final int EXTENSION_HEADERS_MAX = 4;
    private static final int EXTENSION_UNIT = 8;
    private static final int IP_LENGTH_MAX = 0xFFFF;

    private DirectBuffer buffer;
    private int frameOffset;
    private int frameLength;
    private int gsoSize;
    private boolean ipv4;
    private boolean tcp;
    private int count;

    /** Counted from the frame's first byte, as are the next two. */
    private int ip;

    private int transport;
    private int payload;

    /**
     * Looks at a super-frame with its {@link VnetHeader} before it.
     *
     * @return the number of frames it stands for; 0 if it is malformed or no super-frame
     */
    public int wrap(DirectBuffer buffer, int frameOffset, int length) {
        this.buffer = buffer;
        this.frameOffset = frameOffset;
        frameLength = length;
        gsoSize = VnetHeader.gsoSize(buffer, frameOffset);
        count = parse(VnetHeader.gsoType(buffer, frameOffset)) ? countSegments() : 0;
        return count;
    }

    public int count() {
        return count;
    }

    /** The length in bytes of frame {@code index}. */
    public int segmentLength(int index) {
        assert index >= 0 && index < count : index;
        return payload + payloadLength(index);
    }

    /** The length of the longest frame, which is the first. */
    public int segmentLengthMax() {
        return segmentLength(0);
    }

    /** Writes frame {@code index}: {@link #segmentLength} bytes. */
    public void write(int index, MutableDirectBuffer to, int at) {
        to.putBytes(at + payload, buffer, payloadOffset(index), payloadLength(index));
        int length = putHeaders(index, to, at);
        if (tcp) {
            Ipv4.putWord(to, at + transport + Tcp.CHECKSUM_OFFSET, 0);
            int sum = transportSum(to, at, length);
            int checksum = Checksum.complement(sum);
            Ipv4.putWord(to, at + transport + Tcp.CHECKSUM_OFFSET, checksum);
        } else {
            finishUdp(to, at, length);
        }
    }

    /**
     * Whether {@link #writeHeaders} may be used: TCP directly behind an IPv4 header without options
     * or an IPv6 header, untagged.
     */
    public boolean isPlainTcp() {
        int ipHeaderLength = ipv4 ? Ipv4.HEADER_LENGTH_MIN : Ipv6.HEADER_LENGTH;
        return tcp
                && ip == Ethernet.HEADER_LENGTH
                && transport == Ethernet.HEADER_LENGTH + ipHeaderLength;
    }

    /**
     * Writes the headers of frame {@code index}, {@link #headersLength} bytes, with a checksum that
     * covers the pseudo-header only, as a {@link VnetHeader} describes it.
     */
    public void writeHeaders(int index, MutableDirectBuffer to, int at) {
        assert isPlainTcp();
        int length = putHeaders(index, to, at);
        int partial = Checksum.add(pseudoHeader(to, at), length - transport);
        Ipv4.putWord(to, at + transport + Tcp.CHECKSUM_OFFSET, partial);
    }

    /** Bytes of all headers; the same for every frame. */
    public int headersLength() {
        return payload;
    }

    /** Where the payload of frame {@code index} lies in the super-frame's buffer. */
    public int payloadOffset(int index) {
        return frameOffset + payload + index * gsoSize;
    }

    /** Bytes of payload in frame {@code index}. */
    public int payloadLength(int index) {
        return Math.min(gsoSize, frameLength - payload - index * gsoSize);
    }

    /** All but the transport checksum; returns the frame's length. */
    private int putHeaders(int index, MutableDirectBuffer to, int at) {
        to.putBytes(at, buffer, frameOffset, payload);
        int length = payload + payloadLength(index);
        if (ipv4) {
            int identification = Ipv4.identification(buffer, frameOffset + ip) + index;
            Ipv4.putWord(to, at + ip + Ipv4.TOTAL_LENGTH_OFFSET, length - ip);
            Ipv4.putWord(to, at + ip + Ipv4.IDENTIFICATION_OFFSET, identification);
            Ipv4.putHeaderChecksum(to, at + ip);
        } else {
            int ipv6Payload = length - ip - Ipv6.HEADER_LENGTH;
            Ipv4.putWord(to, at + ip + Ipv6.PAYLOAD_LENGTH_OFFSET, ipv6Payload);
        }
        if (tcp) {
            putTcp(index, to, at + transport);
        }
        return length;
    }

    // --- Parsing, in the order of the bytes.

    private boolean parse(int gsoType) {
        int type = gsoType & ~VnetHeader.GSO_ECN;
        tcp = type == VnetHeader.GSO_TCPV4 || type == VnetHeader.GSO_TCPV6;
        if (!tcp && gsoType != VnetHeader.GSO_UDP_L4 || !parseEthernet()) {
            return false;
        }
        if (tcp && ipv4 != (type == VnetHeader.GSO_TCPV4)) {
            return false;
        }
        return (ipv4 ? parseIpv4() : parseIpv6()) && parseTransport();
    }

    private boolean parseEthernet() {
        int typeOffset = Ethernet.TYPE_OFFSET;
        for (int tags = 0; tags <= VLAN_TAGS_MAX; tags++) {
            ip = typeOffset + Short.BYTES;
            if (ip > frameLength) {
                return false;
            }
            int type = Ipv4.word(buffer, frameOffset + typeOffset);
            if (type != Ethernet.TYPE_VLAN && type != Ethernet.TYPE_VLAN_SERVICE) {
                ipv4 = type == Ethernet.TYPE_IPV4;
                return ipv4 || type == Ethernet.TYPE_IPV6;
            }
            typeOffset += Ethernet.VLAN_TAG_LENGTH;
        }
        return false;
    }

    private boolean parseIpv4() {
        if (frameLength - ip < Ipv4.HEADER_LENGTH_MIN) {
            return false;
        }
        int header = frameOffset + ip;
        int headerLength = Ipv4.headerLength(buffer, header);
        transport = ip + headerLength;
        int fragment = Ipv4.FLAG_MF | Ipv4.FRAGMENT_OFFSET_MASK;
        return headerLength >= Ipv4.HEADER_LENGTH_MIN
                && transport <= frameLength
                && (Ipv4.fragmentField(buffer, header) & fragment) == 0
                && Ipv4.protocol(buffer, header) == protocol();
    }

    private boolean parseIpv6() {
        transport = ip + Ipv6.HEADER_LENGTH;
        if (transport > frameLength) {
            return false;
        }
        int next = Ipv6.nextHeader(buffer, frameOffset + ip);
        for (int i = 0; i < EXTENSION_HEADERS_MAX && isOptions(next); i++) {
            if (frameLength - transport < EXTENSION_UNIT) {
                return false;
            }
            int extension = frameOffset + transport;
            next = buffer.getByte(extension) & 0xFF;
            transport += EXTENSION_UNIT * ((buffer.getByte(extension + 1) & 0xFF) + 1);
        }
        return transport <= frameLength && next == protocol();
    }

    private boolean parseTransport() {
        int available = frameLength - transport;
        if (!tcp) {
            payload = transport + Udp.HEADER_LENGTH;
            return payload <= frameLength;
        }
        if (available < Tcp.HEADER_LENGTH_MIN) {
            return false;
        }
        int headerLength = Tcp.headerLength(buffer, frameOffset + transport);
        payload = transport + headerLength;
        return headerLength >= Tcp.HEADER_LENGTH_MIN && headerLength <= available;
    }

    private int countSegments() {
        int bytes = frameLength - payload;
        if (gsoSize < (tcp ? TCP_GSO_SIZE_MIN : 1)
                || payload - ip + Math.min(bytes, gsoSize) > IP_LENGTH_MAX) {
            return 0;
        }
        int segments = Math.max(1, (bytes + gsoSize - 1) / gsoSize);
        return tcp || segments <= UDP_SEGMENTS_MAX ? segments : 0;
    }

    private static boolean isOptions(int nextHeader) {
        return nextHeader == Ipv6.HOP_BY_HOP || nextHeader == Ipv6.DESTINATION_OPTIONS;
    }

    private int protocol() {
        return tcp ? Ipv4.PROTOCOL_TCP : Ipv4.PROTOCOL_UDP;
    }

    // --- Finishing a frame whose IP header is in place.

    private void putTcp(int index, MutableDirectBuffer to, int header) {
        int sequence = to.getInt(header + Tcp.SEQUENCE_OFFSET, ByteOrder.BIG_ENDIAN);
        int flags = Tcp.flags(to, header);
        if (index > 0) {
            flags &= ~Tcp.FLAG_CWR;
        }
        if (index < count - 1) {
            flags &= ~(Tcp.FLAG_FIN | Tcp.FLAG_PSH);
        }
        to.putInt(header + Tcp.SEQUENCE_OFFSET, sequence + index * gsoSize, ByteOrder.BIG_ENDIAN);
        to.putByte(header + Tcp.FLAGS_OFFSET, (byte) flags);
    }

    private void finishUdp(MutableDirectBuffer to, int at, int length) {
        int header = at + transport;
        Ipv4.putWord(to, header + Udp.LENGTH_OFFSET, length - transport);
        Ipv4.putWord(to, header + Udp.CHECKSUM_OFFSET, 0);
        int sum = transportSum(to, at, length);
        Ipv4.putWord(to, header + Udp.CHECKSUM_OFFSET, Checksum.complementNotZero(sum));
    }

    /** The sum of pseudo-header, transport header and payload. */
    private int transportSum(DirectBuffer frame, int at, int length) {
        int pseudo = pseudoHeader(frame, at);
        int transportLength = length - transport;
        int sum = Checksum.sum(frame, at + transport, transportLength);
        return Checksum.addInt(Checksum.add(pseudo, sum), transportLength);
    }

    private int pseudoHeader(DirectBuffer frame, int at) {
        return ipv4
                ? Checksum.pseudoHeaderIpv4(frame, at + ip, protocol())
                : Checksum.pseudoHeaderIpv6(frame, at + ip, protocol());
    }
}
