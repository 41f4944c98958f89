package weave.core.frame;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * Recognises TCP segments that follow on each other, so that they can be handed to the kernel as
 * one super-frame: the reverse of {@link SegmentCutter}, as {@code GRO} does it in the kernel.
 * Joined are segments of one connection with nothing but ACK set, equal headers, consecutive
 * sequence numbers and equal lengths; a shorter one or one with PSH is the last. Every checksum is
 * verified before, so that nothing broken is passed on as whole.
 *
 * <p>The frames stay where they are: the first keeps its headers, of the others only the payload is
 * used. One thread; one run at a time.
 */
public final class SegmentJoiner {
    /** What {@code writev(2)} and the kernel's fragments take comfortably. */
    private static final int SEGMENTS_MAX = 64;

    private static final int IP_LENGTH_MAX = 65_535;
    private static final int IP = Ethernet.HEADER_LENGTH;
    private static final int IPV4_NO_OPTIONS = 0x45;
    private static final int IPV6_VERSION = 6;
    private static final int ACKNOWLEDGMENT_OFFSET = 8;
    private static final int WINDOW_OFFSET = 14;
    private static final int URGENT_OFFSET = 18;
    private static final int FLAG_ACK = 0x10;

    private MutableDirectBuffer buffer;
    private int frame;
    private boolean ipv4;
    private int transport;
    private int headersLength;
    private int segmentLength;
    private int payloadLength;
    private int nextSequence;
    private int segments;

    /**
     * Looks whether a frame may be the first of a run, and begins one if so.
     *
     * @param partial whether the sender has left the TCP checksum to us: it is not verified then
     * @return whether a run is open now
     */
    public boolean begin(MutableDirectBuffer memory, int offset, int length, boolean partial) {
        buffer = memory;
        frame = offset;
        segments = 0;
        if (!parse(offset, length)
                || flags(offset) != FLAG_ACK
                || !isIntact(offset, length, partial)) {
            return false;
        }
        segmentLength = length - headersLength;
        payloadLength = segmentLength;
        nextSequence = sequence(offset) + segmentLength;
        segments = 1;
        return true;
    }

    /** Whether a run is open that may be extended. */
    public boolean isOpen() {
        return segments > 0;
    }

    /**
     * Adds a frame to the run if it follows on; its payload begins {@link #headersLength} bytes
     * behind {@code offset}. The run may be closed by it.
     *
     * @param partial as for {@link #begin}
     */
    public boolean extend(int offset, int length, boolean partial) {
        assert isOpen();
        int more = length - headersLength;
        if (more <= 0
                || more > segmentLength
                || headersLength - IP + payloadLength + more > IP_LENGTH_MAX
                || !hasEqualHeaders(offset, length)
                || sequence(offset) != nextSequence
                || (flags(offset) & ~Tcp.FLAG_PSH) != FLAG_ACK
                || !isIntact(offset, length, partial)) {
            return false;
        }
        segments++;
        payloadLength += more;
        nextSequence += more;
        boolean pushed = (flags(offset) & Tcp.FLAG_PSH) != 0;
        if (pushed) {
            buffer.putByte(frame + transport + Tcp.FLAGS_OFFSET, (byte) (FLAG_ACK | Tcp.FLAG_PSH));
        }
        if (pushed || more < segmentLength || segments == SEGMENTS_MAX) {
            close();
        }
        return true;
    }

    /** Bytes of all headers of the run's frames. */
    public int headersLength() {
        return headersLength;
    }

    /**
     * Ends the run: the first frame's headers, and the {@link VnetHeader} before it, describe the
     * super-frame, if the run has become one.
     */
    public void close() {
        if (segments > 1) {
            describe();
        }
        segments = 0;
    }

    /**
     * Describes a frame with a partial checksum to the kernel, by the {@link VnetHeader} before it.
     *
     * @return false if it is not the TCP that a sender may leave unfinished
     */
    public boolean describePartial(MutableDirectBuffer memory, int offset, int length) {
        buffer = memory;
        segments = 0;
        if (!parse(offset, length)) {
            return false;
        }
        VnetHeader.putPartialChecksum(buffer, offset, transport, Tcp.CHECKSUM_OFFSET);
        return true;
    }

    private void describe() {
        int length = headersLength + payloadLength;
        int header = frame + IP;
        int pseudoHeader;
        if (ipv4) {
            Ipv4.putWord(buffer, header + Ipv4.TOTAL_LENGTH_OFFSET, length - IP);
            Ipv4.putHeaderChecksum(buffer, header);
            pseudoHeader = Checksum.pseudoHeaderIpv4(buffer, header, Ipv4.PROTOCOL_TCP);
        } else {
            int ipv6Payload = length - IP - Ipv6.HEADER_LENGTH;
            Ipv4.putWord(buffer, header + Ipv6.PAYLOAD_LENGTH_OFFSET, ipv6Payload);
            pseudoHeader = Checksum.pseudoHeaderIpv6(buffer, header, Ipv4.PROTOCOL_TCP);
        }
        int partial = Checksum.add(pseudoHeader, length - transport);
        Ipv4.putWord(buffer, frame + transport + Tcp.CHECKSUM_OFFSET, partial);
        VnetHeader.putPartialChecksum(buffer, frame, transport, Tcp.CHECKSUM_OFFSET);
        int type = ipv4 ? VnetHeader.GSO_TCPV4 : VnetHeader.GSO_TCPV6;
        VnetHeader.putGso(buffer, frame, type, segmentLength, headersLength);
    }

    /** IPv4 without options or IPv6 without extension headers, whole TCP, some payload. */
    private boolean parse(int offset, int length) {
        int minimum = IP + Ipv4.HEADER_LENGTH_MIN + Tcp.HEADER_LENGTH_MIN;
        if (length <= minimum) {
            return false;
        }
        int header = offset + IP;
        int type = Ethernet.type(buffer, offset);
        ipv4 = type == Ethernet.TYPE_IPV4;
        if (ipv4) {
            transport = IP + Ipv4.HEADER_LENGTH_MIN;
            int fragment = Ipv4.FLAG_MF | Ipv4.FRAGMENT_OFFSET_MASK;
            if ((buffer.getByte(header) & 0xFF) != IPV4_NO_OPTIONS
                    || Ipv4.totalLength(buffer, header) != length - IP
                    || (Ipv4.fragmentField(buffer, header) & fragment) != 0
                    || Ipv4.protocol(buffer, header) != Ipv4.PROTOCOL_TCP) {
                return false;
            }
        } else {
            transport = IP + Ipv6.HEADER_LENGTH;
            if (type != Ethernet.TYPE_IPV6
                    || length <= transport + Tcp.HEADER_LENGTH_MIN
                    || (buffer.getByte(header) >>> 4 & 0xF) != IPV6_VERSION
                    || Ipv6.payloadLength(buffer, header) != length - IP - Ipv6.HEADER_LENGTH
                    || Ipv6.nextHeader(buffer, header) != Ipv4.PROTOCOL_TCP) {
                return false;
            }
        }
        int tcpHeader = Tcp.headerLength(buffer, offset + transport);
        headersLength = transport + tcpHeader;
        return tcpHeader >= Tcp.HEADER_LENGTH_MIN && headersLength < length;
    }

    /** All but lengths, identification, sequence, flags and checksums is as in the first. */
    private boolean hasEqualHeaders(int offset, int length) {
        if (!equal(offset, 0, IP)) {
            return false;
        }
        int header = offset + IP;
        if (ipv4) {
            if (Ipv4.totalLength(buffer, header) != length - IP
                    || !equal(offset, IP, Ipv4.TOTAL_LENGTH_OFFSET)
                    || !equal(offset, IP + Ipv4.FRAGMENT_OFFSET, 4)
                    || !equal(offset, IP + Ipv4.SOURCE_OFFSET, 2 * Integer.BYTES)
                    || !hasNextIdentification(header)) {
                return false;
            }
        } else if (Ipv6.payloadLength(buffer, header) != length - IP - Ipv6.HEADER_LENGTH
                || !equal(offset, IP, Ipv6.PAYLOAD_LENGTH_OFFSET)
                || !equal(
                        offset,
                        IP + Ipv6.NEXT_HEADER_OFFSET,
                        Ipv6.HEADER_LENGTH - Ipv6.NEXT_HEADER_OFFSET)) {
            return false;
        }
        int tcpOptions = transport + Tcp.HEADER_LENGTH_MIN;
        return equal(offset, transport, Tcp.SEQUENCE_OFFSET)
                && equal(offset, transport + ACKNOWLEDGMENT_OFFSET, Integer.BYTES + 1)
                && equal(offset, transport + WINDOW_OFFSET, Short.BYTES)
                && equal(offset, transport + URGENT_OFFSET, Short.BYTES)
                && equal(offset, tcpOptions, headersLength - tcpOptions);
    }

    /** Whoever cuts the super-frame again counts up from the first; with DF it does not matter. */
    private boolean hasNextIdentification(int header) {
        int expected = Ipv4.identification(buffer, frame + IP) + segments & 0xFFFF;
        return Ipv4.dontFragment(buffer, header) || Ipv4.identification(buffer, header) == expected;
    }

    private boolean equal(int offset, int from, int length) {
        int at = from;
        int end = from + length;
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

    private boolean isIntact(int offset, int length, boolean partial) {
        int header = offset + IP;
        if (ipv4 && Checksum.sum(buffer, header, Ipv4.HEADER_LENGTH_MIN) != 0xFFFF) {
            return false;
        }
        if (partial) {
            return true;
        }
        int pseudoHeader =
                ipv4
                        ? Checksum.pseudoHeaderIpv4(buffer, header, Ipv4.PROTOCOL_TCP)
                        : Checksum.pseudoHeaderIpv6(buffer, header, Ipv4.PROTOCOL_TCP);
        int tcpLength = length - transport;
        int sum = Checksum.sum(buffer, offset + transport, tcpLength);
        return Checksum.add(Checksum.add(pseudoHeader, tcpLength), sum) == 0xFFFF;
    }

    private int flags(int offset) {
        return Tcp.flags(buffer, offset + transport);
    }

    private int sequence(int offset) {
        return buffer.getInt(offset + transport + Tcp.SEQUENCE_OFFSET, ByteOrder.BIG_ENDIAN);
    }
}
