package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import weave.core.frame.FrameMemory;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.socket.Cmsghdr;
import weave.linux.socket.Iovec;
import weave.linux.socket.Mmsghdr;
import weave.linux.socket.Msghdr;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;
import weave.linux.socket.UdpConstants;

/**
 * Takes batches of messages off a socket, one {@code recvmmsg(2)} each. With {@code UDP_GRO} of
 * {@code udp(7)} a message may hold many datagrams of one sender behind each other, all of {@link
 * #segmentLength} bytes but the last. One user.
 */
public final class DatagramReceiver implements AutoCloseable {
    private static final int HEADROOM = 64;
    private static final long CONTROL_SPACE = Cmsghdr.space(Integer.BYTES);

    private final Arena arena = Arena.ofShared();
    private final FrameMemory memory;
    private final int slotLength;
    private final int slots;
    private final MemorySegment messages;
    private final MemorySegment addresses;
    private final MemorySegment controls;
    private int received;

    /** In pages as the kernel gives them out. */
    public DatagramReceiver(int slots, int slotLength) {
        this(slots, slotLength, false);
    }

    /**
     * @param slots how many messages a batch has at most
     * @param slotLength bytes per message, its headroom included
     * @param hugePages whether they are to lie in huge pages
     */
    public DatagramReceiver(int slots, int slotLength, boolean hugePages) {
        this.slots = slots;
        this.slotLength = slotLength;
        memory = new FrameMemory(slots, slotLength, hugePages);
        messages = arena.allocate(Mmsghdr.SIZE * slots, Long.BYTES);
        addresses = arena.allocate(SockaddrIn.SIZE * slots, Long.BYTES);
        controls = arena.allocate(CONTROL_SPACE * slots, Long.BYTES);
        MemorySegment vectors = arena.allocate(Iovec.SIZE * slots, Long.BYTES);
        for (int i = 0; i < slots; i++) {
            Iovec.iov_base(vectors, i * Iovec.SIZE, memory.address(offset(i)));
            Iovec.iov_len(vectors, i * Iovec.SIZE, slotLength - HEADROOM);
            long header = header(i);
            Msghdr.msg_name(messages, header, addresses.address() + i * SockaddrIn.SIZE);
            Msghdr.msg_namelen(messages, header, (int) SockaddrIn.SIZE);
            Msghdr.msg_iov(messages, header, vectors.address() + i * Iovec.SIZE);
            Msghdr.msg_iovlen(messages, header, 1);
            Msghdr.msg_control(messages, header, controls.address() + i * CONTROL_SPACE);
        }
        received = slots;
    }

    /** Where received datagrams lie; each has some bytes of room in front. */
    public FrameMemory memory() {
        return memory;
    }

    /**
     * Takes what waits on {@code fd}, at most a batch. Never blocks. The messages are lent until
     * the next call.
     *
     * @return how many came; 0 when there were none or the kernel reported an error
     */
    public int receive(CallState state, int fd) {
        resetLengths();
        int result =
                Datagrams.recvmmsg(
                        state, fd, messages.address(), slots, SocketConstants.MSG_DONTWAIT, 0);
        received = Math.max(result, 0);
        return received;
    }

    /**
     * The kernel has left there how much it filled in last time, and of an IPv6 address how long it
     * would have been: with that as the room, the next one would be written beyond its place.
     */
    private void resetLengths() {
        for (int i = 0; i < received; i++) {
            Msghdr.msg_namelen(messages, header(i), (int) SockaddrIn.SIZE);
            Msghdr.msg_controllen(messages, header(i), CONTROL_SPACE);
        }
    }

    public int offset(int index) {
        return index * slotLength + HEADROOM;
    }

    /** Bytes of all datagrams of message {@code index} together. */
    public int length(int index) {
        return Mmsghdr.msg_len(messages, index * Mmsghdr.SIZE);
    }

    /** Bytes of each datagram of message {@code index} but the last, which may be shorter. */
    public int segmentLength(int index) {
        int length = length(index);
        long control = index * CONTROL_SPACE;
        if (Msghdr.msg_controllen(messages, header(index)) < Cmsghdr.length(Integer.BYTES)
                || Cmsghdr.cmsg_level(controls, control) != SocketConstants.IPPROTO_UDP
                || Cmsghdr.cmsg_type(controls, control) != UdpConstants.UDP_GRO) {
            return length;
        }
        int segment = controls.get(ValueLayout.JAVA_INT, control + Cmsghdr.SIZE);
        return segment > 0 ? segment : length;
    }

    private static long header(int index) {
        return index * Mmsghdr.SIZE + Mmsghdr.MSG_HDR_OFFSET;
    }

    /** Where message {@code index} came from, a packed {@link UdpAddress}. */
    public long source(int index) {
        long base = index * SockaddrIn.SIZE;
        return UdpAddress.pack(
                SockaddrIn.sin_addr(addresses, base), SockaddrIn.sin_port(addresses, base));
    }

    @Override
    public void close() {
        memory.close();
        arena.close();
    }
}
