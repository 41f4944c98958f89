package weave.core.frame;

import org.agrona.MutableDirectBuffer;

/**
 * The headers of a frame that may be one of the segments of a super-frame: TCP or UDP directly
 * behind an IPv4 header without options or an IPv6 header without extensions, untagged, whole and
 * no fragment, with some payload. A UDP checksum of 0, which is none, cannot be vouched for, and
 * none of these have it.
 *
 * <pre>
 *   | Ethernet | IPv4 or IPv6 | TCP with options, or UDP | payload |
 *   0          14             transport                  length
 * </pre>
 *
 * One thread; one frame at a time.
 */
final class SegmentHeaders {
    private static final int IP = Ethernet.HEADER_LENGTH;
    private static final int IPV4_NO_OPTIONS = 0x45;
    private static final int IPV6_VERSION = 6;
    private static final int ACKNOWLEDGMENT_OFFSET = 8;
    private static final int WINDOW_OFFSET = 14;
    private static final int URGENT_OFFSET = 18;
    private static final int PORTS_LENGTH = 4;

    private MutableDirectBuffer buffer;
    private int frame;
    private boolean ipv4;
    private boolean tcp;
    private int transport;
    private int length;

    /**
     * Looks at a frame; it stays the one that others are compared with.
     *
     * @return whether it has such headers
     */
    boolean parse(MutableDirectBuffer memory, int offset, int frameLength) {
        buffer = memory;
        frame = offset;
        return parseIp(offset, frameLength)
                && (tcp ? parseTcp(offset, frameLength) : parseUdp(offset, frameLength));
    }

    /** Bytes of all headers together. */
    int length() {
        return length;
    }

    boolean isTcp() {
        return tcp;
    }

    /** Where the TCP or UDP header begins, counted from the frame's first byte. */
    int transport() {
        return transport;
    }

    /** Where the checksum lies, counted from the TCP or UDP header. */
    int checksumOffset() {
        return tcp ? Tcp.CHECKSUM_OFFSET : Udp.CHECKSUM_OFFSET;
    }

    private int protocol() {
        return tcp ? Ipv4.PROTOCOL_TCP : Ipv4.PROTOCOL_UDP;
    }

    private boolean parseIp(int offset, int frameLength) {
        if (frameLength < IP + Ipv4.HEADER_LENGTH_MIN) {
            return false;
        }
        int header = offset + IP;
        int type = Ethernet.type(buffer, offset);
        ipv4 = type == Ethernet.TYPE_IPV4;
        int protocol;
        if (ipv4) {
            transport = IP + Ipv4.HEADER_LENGTH_MIN;
            int fragment = Ipv4.FLAG_MF | Ipv4.FRAGMENT_OFFSET_MASK;
            if ((buffer.getByte(header) & 0xFF) != IPV4_NO_OPTIONS
                    || Ipv4.totalLength(buffer, header) != frameLength - IP
                    || (Ipv4.fragmentField(buffer, header) & fragment) != 0) {
                return false;
            }
            protocol = Ipv4.protocol(buffer, header);
        } else {
            transport = IP + Ipv6.HEADER_LENGTH;
            if (type != Ethernet.TYPE_IPV6
                    || frameLength < transport
                    || (buffer.getByte(header) >>> 4 & 0xF) != IPV6_VERSION
                    || Ipv6.payloadLength(buffer, header) != frameLength - transport) {
                return false;
            }
            protocol = Ipv6.nextHeader(buffer, header);
        }
        tcp = protocol == Ipv4.PROTOCOL_TCP;
        return tcp || protocol == Ipv4.PROTOCOL_UDP;
    }

    private boolean parseTcp(int offset, int frameLength) {
        if (frameLength <= transport + Tcp.HEADER_LENGTH_MIN) {
            return false;
        }
        int tcpHeader = Tcp.headerLength(buffer, offset + transport);
        length = transport + tcpHeader;
        return tcpHeader >= Tcp.HEADER_LENGTH_MIN && length < frameLength;
    }

    private boolean parseUdp(int offset, int frameLength) {
        length = transport + Udp.HEADER_LENGTH;
        return length < frameLength && isWholeUdp(offset, frameLength);
    }

    private boolean isWholeUdp(int offset, int frameLength) {
        int header = offset + transport;
        return Ipv4.word(buffer, header + Udp.LENGTH_OFFSET) == frameLength - transport
                && Ipv4.word(buffer, header + Udp.CHECKSUM_OFFSET) != 0;
    }

    /**
     * Whether the headers of another frame are those of segment {@code index}: all but lengths,
     * identification, sequence, flags and checksums is as in this one.
     *
     * @param frameLength at least {@link #length}
     */
    boolean areThoseOf(int offset, int frameLength, int index) {
        return isEqual(offset, 0, IP)
                && (ipv4 ? isNextIpv4(offset, frameLength, index) : isNextIpv6(offset, frameLength))
                && (tcp ? isEqualTcp(offset) : isEqualUdp(offset, frameLength));
    }

    private boolean isNextIpv4(int offset, int frameLength, int index) {
        int header = offset + IP;
        // Whoever cuts the super-frame again counts up from the first; with DF it does not matter.
        int expected = Ipv4.identification(buffer, frame + IP) + index & 0xFFFF;
        return Ipv4.totalLength(buffer, header) == frameLength - IP
                && isEqual(offset, IP, Ipv4.TOTAL_LENGTH_OFFSET)
                && isEqual(offset, IP + Ipv4.FRAGMENT_OFFSET, 4)
                && isEqual(offset, IP + Ipv4.SOURCE_OFFSET, 2 * Integer.BYTES)
                && (Ipv4.dontFragment(buffer, header)
                        || Ipv4.identification(buffer, header) == expected);
    }

    private boolean isNextIpv6(int offset, int frameLength) {
        int rest = Ipv6.HEADER_LENGTH - Ipv6.NEXT_HEADER_OFFSET;
        return Ipv6.payloadLength(buffer, offset + IP) == frameLength - transport
                && isEqual(offset, IP, Ipv6.PAYLOAD_LENGTH_OFFSET)
                && isEqual(offset, IP + Ipv6.NEXT_HEADER_OFFSET, rest);
    }

    private boolean isEqualTcp(int offset) {
        int options = transport + Tcp.HEADER_LENGTH_MIN;
        return isEqual(offset, transport, Tcp.SEQUENCE_OFFSET)
                && isEqual(offset, transport + ACKNOWLEDGMENT_OFFSET, Integer.BYTES + 1)
                && isEqual(offset, transport + WINDOW_OFFSET, Short.BYTES)
                && isEqual(offset, transport + URGENT_OFFSET, Short.BYTES)
                && isEqual(offset, options, length - options);
    }

    private boolean isEqualUdp(int offset, int frameLength) {
        return isEqual(offset, transport, PORTS_LENGTH) && isWholeUdp(offset, frameLength);
    }

    private boolean isEqual(int offset, int from, int bytes) {
        int at = from;
        int end = from + bytes;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            if (buffer.getLong(offset + at) != buffer.getLong(frame + at)) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (buffer.getByte(offset + at) != buffer.getByte(frame + at)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the checksums of a frame with such headers are right.
     *
     * @param partial whether the transport checksum is left to us, and there is nothing to verify
     */
    boolean isIntact(int offset, int frameLength, boolean partial) {
        if (ipv4 && Checksum.sum(buffer, offset + IP, Ipv4.HEADER_LENGTH_MIN) != 0xFFFF) {
            return false;
        }
        if (partial) {
            return true;
        }
        int transportLength = frameLength - transport;
        int sum = Checksum.sum(buffer, offset + transport, transportLength);
        return Checksum.add(Checksum.add(pseudoHeader(offset), transportLength), sum) == 0xFFFF;
    }

    /**
     * Makes this frame's headers, and the {@link VnetHeader} before it, those of a super-frame.
     *
     * @param payloadLength of all segments together
     * @param segmentLength the payload of every segment but the last
     */
    void describe(int payloadLength, int segmentLength) {
        int header = frame + IP;
        int transportLength = length - transport + payloadLength;
        if (ipv4) {
            int total = transport - IP + transportLength;
            Ipv4.putWord(buffer, header + Ipv4.TOTAL_LENGTH_OFFSET, total);
            Ipv4.putHeaderChecksum(buffer, header);
        } else {
            Ipv4.putWord(buffer, header + Ipv6.PAYLOAD_LENGTH_OFFSET, transportLength);
        }
        int segment = frame + transport;
        if (!tcp) {
            Ipv4.putWord(buffer, segment + Udp.LENGTH_OFFSET, transportLength);
        }
        int partial = Checksum.add(pseudoHeader(frame), transportLength);
        Ipv4.putWord(buffer, segment + checksumOffset(), partial);
        VnetHeader.putPartialChecksum(buffer, frame, transport, checksumOffset());
        VnetHeader.putGso(buffer, frame, gsoType(), segmentLength, length);
    }

    private int gsoType() {
        if (!tcp) {
            return VnetHeader.GSO_UDP_L4;
        }
        return ipv4 ? VnetHeader.GSO_TCPV4 : VnetHeader.GSO_TCPV6;
    }

    private int pseudoHeader(int offset) {
        return ipv4
                ? Checksum.pseudoHeaderIpv4(buffer, offset + IP, protocol())
                : Checksum.pseudoHeaderIpv6(buffer, offset + IP, protocol());
    }
}
