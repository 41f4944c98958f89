package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.Errno;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;
import weave.linux.socket.Cmsghdr;
import weave.linux.socket.InPktinfo;
import weave.linux.socket.Iovec;
import weave.linux.socket.Mmsghdr;
import weave.linux.socket.Msghdr;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;

/** The datagrams that wait for one socket: an array of {@code struct mmsghdr}, wired once. */
final class SendQueue implements AutoCloseable {
    /** How long a full socket buffer may hold egress up; then datagrams are dropped. */
    private static final int WAIT_MILLIS = 5;

    private static final long CONTROL_LENGTH = Cmsghdr.space(InPktinfo.SIZE);

    private final int fd;
    private final int capacity;
    private final DatagramSender.Refusals refusals;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment messages;
    private final MemorySegment vectors;
    private final MemorySegment addresses;
    private final MemorySegment controls;
    private final MemorySegment writable;
    private final int[] offsets;
    private final int[] connectionIds;
    private int count;
    private int datagramsSent;
    private long bytesSent;

    SendQueue(int fd, int capacity, DatagramSender.Refusals refusals) {
        this.fd = fd;
        this.capacity = capacity;
        this.refusals = refusals;
        messages = arena.allocate(Mmsghdr.SIZE * capacity, Long.BYTES);
        vectors = arena.allocate(Iovec.SIZE * capacity, Long.BYTES);
        addresses = arena.allocate(SockaddrIn.SIZE * capacity, Long.BYTES);
        controls = arena.allocate(CONTROL_LENGTH * capacity, Long.BYTES);
        writable = arena.allocate(Pollfd.LAYOUT);
        Pollfd.set(writable, 0, fd, Pollfd.POLLOUT);
        offsets = new int[capacity];
        connectionIds = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            wire(i);
        }
    }

    private void wire(int index) {
        long header = index * Mmsghdr.SIZE + Mmsghdr.MSG_HDR_OFFSET;
        Msghdr.msg_name(messages, header, addresses.address() + index * SockaddrIn.SIZE);
        Msghdr.msg_namelen(messages, header, (int) SockaddrIn.SIZE);
        Msghdr.msg_iov(messages, header, vectors.address() + index * Iovec.SIZE);
        Msghdr.msg_iovlen(messages, header, 1);
        long control = index * CONTROL_LENGTH;
        Msghdr.msg_control(messages, header, controls.address() + control);
        Cmsghdr.cmsg_len(controls, control, Cmsghdr.length(InPktinfo.SIZE));
        Cmsghdr.cmsg_level(controls, control, SocketConstants.IPPROTO_IP);
        Cmsghdr.cmsg_type(controls, control, SocketConstants.IP_PKTINFO);
    }

    void append(
            long address,
            int offset,
            int length,
            long destination,
            int sourceIp,
            int connectionId) {
        assert count < capacity : "as many places as slots";
        long vector = count * Iovec.SIZE;
        Iovec.iov_base(vectors, vector, address);
        Iovec.iov_len(vectors, vector, length);
        SockaddrIn.set(
                addresses,
                count * SockaddrIn.SIZE,
                UdpAddress.ip(destination),
                UdpAddress.port(destination));
        InPktinfo.ipi_spec_dst(controls, count * CONTROL_LENGTH + Cmsghdr.SIZE, sourceIp);
        long header = count * Mmsghdr.SIZE + Mmsghdr.MSG_HDR_OFFSET;
        Msghdr.msg_controllen(messages, header, sourceIp == 0 ? 0 : CONTROL_LENGTH);
        offsets[count] = offset;
        connectionIds[count] = connectionId;
        count++;
    }

    /** Sends all; a datagram that the kernel refuses does not hold up those behind it. */
    void send(CallState state) {
        datagramsSent = 0;
        bytesSent = 0;
        int next = 0;
        boolean waited = false;
        while (next < count) {
            int result =
                    Datagrams.sendmmsg(
                            state,
                            fd,
                            messages.address() + next * Mmsghdr.SIZE,
                            count - next,
                            SocketConstants.MSG_DONTWAIT);
            if (result > 0) {
                account(next, result);
                next += result;
            } else if (DatagramSender.isBufferFull(-result) && !waited) {
                waited = true;
                Polling.poll(state, writable.address(), 1, WAIT_MILLIS);
            } else if (result != -Errno.EINTR) {
                refuse(next, -result);
                next++;
            }
        }
    }

    private void account(int from, int sent) {
        datagramsSent += sent;
        for (int i = from; i < from + sent; i++) {
            bytesSent += Iovec.iov_len(vectors, i * Iovec.SIZE);
        }
    }

    private void refuse(int index, int errno) {
        if (errno == Errno.EMSGSIZE) {
            int length = (int) Iovec.iov_len(vectors, index * Iovec.SIZE);
            refusals.tooBig(connectionIds[index], length);
        } else {
            refusals.refused(connectionIds[index], errno);
        }
    }

    int count() {
        return count;
    }

    /** The slot of datagram {@code index}. */
    int offset(int index) {
        return offsets[index];
    }

    /** Datagrams that the kernel took in the last {@link #send}. */
    int datagramsSent() {
        return datagramsSent;
    }

    /** Their bytes. */
    long bytesSent() {
        return bytesSent;
    }

    void clear() {
        count = 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}
