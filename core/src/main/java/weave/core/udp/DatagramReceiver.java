package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import weave.core.frame.FrameMemory;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Sockets;
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
public final class DatagramReceiver implements DatagramSource {
    private static final int HEADROOM = 64;
    private static final long CONTROL_SPACE = Cmsghdr.space(Integer.BYTES);

    private final Arena arena = Arena.ofShared();
    private final FrameMemory memory;
    private final int slotLength;
    private final int slots;
    private final MemorySegment messages;
    private final MemorySegment addresses;
    private final MemorySegment controls;
    private final CallState state;
    private final int fd;
    private final int port;
    private int received;

    /** In pages as the kernel gives them out. */
    public DatagramReceiver(CallState state, int fd, int slots, int slotLength) {
        this(state, fd, slots, slotLength, false);
    }

    /**
     * @param state of the thread that receives
     * @param fd the socket, bound, which stays its owner's
     * @param slots how many messages a batch has at most
     * @param slotLength bytes per message, its headroom included
     * @param hugePages whether they are to lie in huge pages
     */
    public DatagramReceiver(CallState state, int fd, int slots, int slotLength, boolean hugePages) {
        this.state = state;
        this.fd = fd;
        this.slots = slots;
        this.slotLength = slotLength;
        port = portOf(state, fd);
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

    private static int portOf(CallState state, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrIn.LAYOUT);
            MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
            length.set(ValueLayout.JAVA_INT, 0, (int) SockaddrIn.SIZE);
            LinuxException.check(
                    "getsockname(UDP)",
                    Sockets.getsockname(state, fd, address.address(), length.address()));
            return SockaddrIn.sin_port(address, 0);
        }
    }

    @Override
    public FrameMemory memory() {
        return memory;
    }

    @Override
    public int receive() {
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

    @Override
    public int offset(int index) {
        return index * slotLength + HEADROOM;
    }

    @Override
    public int length(int index) {
        return Mmsghdr.msg_len(messages, index * Mmsghdr.SIZE);
    }

    @Override
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

    @Override
    public long source(int index) {
        long base = index * SockaddrIn.SIZE;
        return UdpAddress.pack(
                SockaddrIn.sin_addr(addresses, base), SockaddrIn.sin_port(addresses, base));
    }

    @Override
    public int destinationPort(int index) {
        return port;
    }

    @Override
    public void close() {
        memory.close();
        arena.close();
    }
}
