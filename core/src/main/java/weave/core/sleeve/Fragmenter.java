package weave.core.sleeve;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameClass;
import weave.core.frame.Ipv4;

/**
 * Fragments IPv4 frames for a path that loses fragmented datagrams: RFC 791, section 3.2. Every
 * piece keeps the Ethernet header and all of the IPv4 header, options included. One thread; wraps
 * one frame at a time.
 */
public final class Fragmenter {
    private DirectBuffer buffer;
    private int frameOffset;
    private int headerLength;
    private int payloadLength;
    private int pieceLength;
    private int count;

    /**
     * Looks at a frame that is too big for the path.
     *
     * @param mtu the inner MTU, in bytes
     * @return the number of pieces; 0 if it cannot be fragmented: not IPv4, cut off, empty, or
     *     beyond what a fragment offset can say
     */
    public int wrap(DirectBuffer buffer, int frameOffset, int length, int mtu) {
        this.buffer = buffer;
        this.frameOffset = frameOffset;
        count =
                FrameClass.isIpv4(FrameClass.of(buffer, frameOffset, length))
                        ? count(length, mtu)
                        : 0;
        return count;
    }

    /** The length in bytes of the frame that carries piece {@code index}, padding included. */
    public int frameLength(int index) {
        assert index >= 0 && index < count : index;
        int length = Ethernet.HEADER_LENGTH + headerLength + payloadLength(index);
        return Math.max(length, Ethernet.FRAME_LENGTH_MIN);
    }

    /** Writes the frame of piece {@code index}: {@link #frameLength} bytes. */
    public void write(int index, MutableDirectBuffer to, int at) {
        int headers = Ethernet.HEADER_LENGTH + headerLength;
        int position = index * pieceLength;
        int length = payloadLength(index);
        to.putBytes(at, buffer, frameOffset, headers);
        to.putBytes(at + headers, buffer, frameOffset + headers + position, length);
        int ip = at + Ethernet.HEADER_LENGTH;
        int field = Ipv4.fragmentField(buffer, frameOffset + Ethernet.HEADER_LENGTH);
        field += position / Ipv4.FRAGMENT_UNIT;
        if (index < count - 1) {
            field |= Ipv4.FLAG_MF;
        }
        Ipv4.putFragment(to, ip, headerLength + length, field);
        Ethernet.pad(to, at, headers + length);
    }

    private int count(int length, int mtu) {
        int ip = frameOffset + Ethernet.HEADER_LENGTH;
        int available = length - Ethernet.HEADER_LENGTH;
        int packetLength = Ipv4.packetLength(buffer, ip, available);
        headerLength = Ipv4.headerLength(buffer, ip);
        payloadLength = packetLength - headerLength;
        pieceLength = (mtu - headerLength) / Ipv4.FRAGMENT_UNIT * Ipv4.FRAGMENT_UNIT;
        int first = Ipv4.fragmentField(buffer, ip) & Ipv4.FRAGMENT_OFFSET_MASK;
        if (Ipv4.totalLength(buffer, ip) > available
                || pieceLength <= 0
                || first + payloadLength / Ipv4.FRAGMENT_UNIT > Ipv4.FRAGMENT_OFFSET_MASK) {
            return 0;
        }
        return (payloadLength + pieceLength - 1) / pieceLength;
    }

    private int payloadLength(int index) {
        return Math.min(pieceLength, payloadLength - index * pieceLength);
    }
}
