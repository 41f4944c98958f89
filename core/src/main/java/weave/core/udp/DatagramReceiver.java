package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.core.frame.FrameMemory;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.socket.Iovec;
import weave.linux.socket.Mmsghdr;
import weave.linux.socket.Msghdr;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;

/** Takes batches of datagrams off a socket, one {@code recvmmsg(2)} each. One user. */
public final class DatagramReceiver implements AutoCloseable {
    private static final int HEADROOM = 64;

    private final Arena arena = Arena.ofShared();
    private final FrameMemory memory;
    private final int slotLength;
    private final int slots;
    private final MemorySegment messages;
    private final MemorySegment addresses;

    /**
     * @param slots how many datagrams a batch has at most
     * @param slotLength bytes per datagram, its headroom included
     */
    public DatagramReceiver(int slots, int slotLength) {
        this.slots = slots;
        this.slotLength = slotLength;
        memory = new FrameMemory(slots, slotLength);
        messages = arena.allocate(Mmsghdr.SIZE * slots, Long.BYTES);
        addresses = arena.allocate(SockaddrIn.SIZE * slots, Long.BYTES);
        MemorySegment vectors = arena.allocate(Iovec.SIZE * slots, Long.BYTES);
        for (int i = 0; i < slots; i++) {
            Iovec.iov_base(vectors, i * Iovec.SIZE, memory.address(offset(i)));
            Iovec.iov_len(vectors, i * Iovec.SIZE, slotLength - HEADROOM);
            long header = i * Mmsghdr.SIZE + Mmsghdr.MSG_HDR_OFFSET;
            Msghdr.msg_name(messages, header, addresses.address() + i * SockaddrIn.SIZE);
            Msghdr.msg_namelen(messages, header, (int) SockaddrIn.SIZE);
            Msghdr.msg_iov(messages, header, vectors.address() + i * Iovec.SIZE);
            Msghdr.msg_iovlen(messages, header, 1);
        }
    }

    /** Where received datagrams lie; each has some bytes of room in front. */
    public FrameMemory memory() {
        return memory;
    }

    /**
     * Takes what waits on {@code fd}, at most a batch. Never blocks. The datagrams are lent until
     * the next call.
     *
     * @return how many came; 0 when there were none or the kernel reported an error
     */
    public int receive(CallState state, int fd) {
        int received =
                Datagrams.recvmmsg(
                        state, fd, messages.address(), slots, SocketConstants.MSG_DONTWAIT, 0);
        return Math.max(received, 0);
    }

    public int offset(int index) {
        return index * slotLength + HEADROOM;
    }

    public int length(int index) {
        return Mmsghdr.msg_len(messages, index * Mmsghdr.SIZE);
    }

    /** Where datagram {@code index} came from, a packed {@link UdpAddress}. */
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
