package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import weave.linux.socket.Cmsghdr;
import weave.linux.socket.InPktinfo;
import weave.linux.socket.Iovec;
import weave.linux.socket.Mmsghdr;
import weave.linux.socket.Msghdr;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;
import weave.linux.socket.UdpConstants;

/**
 * An array of {@code struct mmsghdr}, wired once, with what each points at.
 *
 * <pre>
 *   control messages of one:  | UDP_SEGMENT: bytes per datagram | IP_PKTINFO: source address |
 *                               left out for a single datagram    left out when not chosen
 * </pre>
 */
final class SendMessages {
    private static final long SEGMENT_SPACE = Cmsghdr.space(Short.BYTES);
    private static final long SOURCE_SPACE = Cmsghdr.space(InPktinfo.SIZE);
    private static final long CONTROL_SPACE = SEGMENT_SPACE + SOURCE_SPACE;

    private final long vectors;
    private final MemorySegment headers;
    private final MemorySegment addresses;
    private final MemorySegment controls;

    SendMessages(Arena arena, long vectors, int capacity) {
        this.vectors = vectors;
        headers = arena.allocate(Mmsghdr.SIZE * capacity, Long.BYTES);
        addresses = arena.allocate(SockaddrIn.SIZE * capacity, Long.BYTES);
        controls = arena.allocate(CONTROL_SPACE * capacity, Long.BYTES);
        for (int i = 0; i < capacity; i++) {
            wire(i);
        }
    }

    private void wire(int index) {
        long header = header(index);
        Msghdr.msg_name(headers, header, addresses.address() + index * SockaddrIn.SIZE);
        Msghdr.msg_namelen(headers, header, (int) SockaddrIn.SIZE);
        long segment = index * CONTROL_SPACE;
        Cmsghdr.cmsg_len(controls, segment, Cmsghdr.length(Short.BYTES));
        Cmsghdr.cmsg_level(controls, segment, SocketConstants.IPPROTO_UDP);
        Cmsghdr.cmsg_type(controls, segment, UdpConstants.UDP_SEGMENT);
        long source = segment + SEGMENT_SPACE;
        Cmsghdr.cmsg_len(controls, source, Cmsghdr.length(InPktinfo.SIZE));
        Cmsghdr.cmsg_level(controls, source, SocketConstants.IPPROTO_IP);
        Cmsghdr.cmsg_type(controls, source, SocketConstants.IP_PKTINFO);
    }

    /**
     * Makes message {@code index}.
     *
     * @param firstVector where its bytes begin
     * @param vectorCount how many vectors it has
     * @param segmentLength of each datagram in it but the last; 0 if it is a single one
     */
    void set(
            int index,
            int firstVector,
            int vectorCount,
            int segmentLength,
            long destination,
            int sourceIp) {
        SockaddrIn.set(
                addresses,
                index * SockaddrIn.SIZE,
                UdpAddress.ip(destination),
                UdpAddress.port(destination));
        long header = header(index);
        Msghdr.msg_iov(headers, header, vectors + firstVector * Iovec.SIZE);
        Msghdr.msg_iovlen(headers, header, vectorCount);
        long segment = index * CONTROL_SPACE;
        controls.set(ValueLayout.JAVA_SHORT, segment + Cmsghdr.SIZE, (short) segmentLength);
        InPktinfo.ipi_spec_dst(controls, segment + SEGMENT_SPACE + Cmsghdr.SIZE, sourceIp);
        boolean cut = segmentLength > 0;
        boolean chosen = sourceIp != 0;
        long begin = cut ? segment : segment + SEGMENT_SPACE;
        Msghdr.msg_control(headers, header, controls.address() + begin);
        long space = (cut ? SEGMENT_SPACE : 0) + (chosen ? SOURCE_SPACE : 0);
        Msghdr.msg_controllen(headers, header, space);
    }

    /** What {@code sendmmsg(2)} takes to begin with message {@code index}. */
    long address(int index) {
        return headers.address() + index * Mmsghdr.SIZE;
    }

    private static long header(int index) {
        return index * Mmsghdr.SIZE + Mmsghdr.MSG_HDR_OFFSET;
    }
}
