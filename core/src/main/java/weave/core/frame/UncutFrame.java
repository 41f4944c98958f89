package weave.core.frame;

import org.agrona.MutableDirectBuffer;

/**
 * A super-frame of which nothing but its length tells: TCP that a host on the same machine has left
 * to a card to cut, unpacked where there was none. How long its sender wanted the segments to be is
 * lost; they become as long as the containers here take.
 *
 * <p>One thread; wraps one frame at a time.
 */
public final class UncutFrame {
    private final SegmentCutter cutter = new SegmentCutter();

    /**
     * Looks at a frame that {@link LeftChecksum} has completed. The {@link VnetHeader} before it is
     * written.
     *
     * @param mtu of the containers, in bytes
     * @return whether it is to be cut
     */
    public boolean wrap(MutableDirectBuffer buffer, int frameOffset, int length, int mtu) {
        if (length <= mtu + Ethernet.HEADER_LENGTH) {
            return false;
        }
        int ip = frameOffset + Ethernet.HEADER_LENGTH;
        boolean ipv4 = Ethernet.type(buffer, frameOffset) == Ethernet.TYPE_IPV4;
        int protocol = ipv4 ? Ipv4.protocol(buffer, ip) : Ipv6.nextHeader(buffer, ip);
        if (protocol != Ipv4.PROTOCOL_TCP) {
            return false;
        }
        int ipHeader = ipv4 ? Ipv4.headerLength(buffer, ip) : Ipv6.HEADER_LENGTH;
        int headers = ipHeader + Tcp.headerLength(buffer, ip + ipHeader);
        int type = ipv4 ? VnetHeader.GSO_TCPV4 : VnetHeader.GSO_TCPV6;
        VnetHeader.clear(buffer, frameOffset);
        VnetHeader.putGso(buffer, frameOffset, type, Math.max(0, mtu - headers), headers);
        return cutter.wrap(buffer, frameOffset, length) > 0;
    }

    /** How many frames it stands for. */
    public int count() {
        return cutter.count();
    }

    /** The length in bytes of frame {@code index}. */
    public int length(int index) {
        return cutter.segmentLength(index);
    }

    /** Writes frame {@code index}: {@link #length} bytes. */
    public void write(int index, MutableDirectBuffer to, int at) {
        cutter.write(index, to, at);
    }
}
