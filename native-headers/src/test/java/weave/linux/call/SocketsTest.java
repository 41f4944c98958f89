package weave.linux.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.socket.Cmsghdr;
import weave.linux.socket.InPktinfo;
import weave.linux.socket.Iovec;
import weave.linux.socket.Mmsghdr;
import weave.linux.socket.Msghdr;
import weave.linux.socket.SockFilter;
import weave.linux.socket.SockFprog;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;

/** Real datagrams over the loopback address. */
class SocketsTest {
    private static final int WAIT_MILLIS = 5_000;
    private static final int COUNT = 4;

    private final CallState state = new CallState();
    private final Arena arena = Arena.ofConfined();
    private final FileDescriptor sender = datagramSocket();
    private final FileDescriptor receiver = datagramSocket();
    private final MemorySegment address = arena.allocate(SockaddrIn.LAYOUT);
    private final MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment data = arena.allocate(1024);

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        arena.close();
    }

    @Test
    void shouldArriveWhenSentTo() {
        bindToLoopback(receiver);
        data.setString(0, "datagram");

        assertEquals(
                8,
                Datagrams.sendto(
                        state,
                        sender.number(),
                        data.address(),
                        8,
                        0,
                        address.address(),
                        (int) SockaddrIn.SIZE));

        awaitReadable(receiver);
        MemorySegment peer = arena.allocate(SockaddrIn.LAYOUT);
        length.set(ValueLayout.JAVA_INT, 0, (int) SockaddrIn.SIZE);
        assertEquals(
                8,
                Datagrams.recvfrom(
                        state,
                        receiver.number(),
                        data.address() + 512,
                        512,
                        0,
                        peer.address(),
                        length.address()));
        assertEquals("datagram", data.getString(512));
        assertEquals(SocketConstants.INADDR_LOOPBACK, SockaddrIn.sin_addr(peer, 0));
        assertTrue(SockaddrIn.sin_port(peer, 0) > 0);
    }

    @Test
    void shouldArriveTogetherWhenSentAsBatch() {
        bindToLoopback(receiver);
        MemorySegment out = batch(0, address.address());
        MemorySegment in = batch(512, 0);
        for (int i = 0; i < COUNT; i++) {
            data.set(ValueLayout.JAVA_INT, i * 16L, 100 + i);
        }

        assertEquals(COUNT, Datagrams.sendmmsg(state, sender.number(), out.address(), COUNT, 0));

        awaitReadable(receiver);
        int flags = SocketConstants.MSG_DONTWAIT;
        assertEquals(
                COUNT, Datagrams.recvmmsg(state, receiver.number(), in.address(), COUNT, flags, 0));
        for (int i = 0; i < COUNT; i++) {
            assertEquals(16, Mmsghdr.msg_len(in, i * Mmsghdr.SIZE));
            assertEquals(100 + i, data.get(ValueLayout.JAVA_INT, 512 + i * 16L));
        }
        assertEquals(
                -Errno.EAGAIN,
                Datagrams.recvmmsg(state, receiver.number(), in.address(), COUNT, flags, 0));
    }

    @Test
    void shouldTellLocalAddressWhenPacketInformationIsOn() {
        bindToLoopback(receiver);
        assertEquals(
                0,
                Sockets.setsockoptInt(
                        state,
                        receiver.number(),
                        SocketConstants.IPPROTO_IP,
                        SocketConstants.IP_PKTINFO,
                        1));
        MemorySegment out = batch(0, address.address());
        MemorySegment in = batch(512, 0);
        MemorySegment control = arena.allocate(Cmsghdr.space(InPktinfo.SIZE), Long.BYTES);
        Msghdr.msg_control(in, 0, control.address());
        Msghdr.msg_controllen(in, 0, control.byteSize());

        assertEquals(16, Datagrams.sendmsg(state, sender.number(), out.address(), 0));
        awaitReadable(receiver);
        assertEquals(16, Datagrams.recvmsg(state, receiver.number(), in.address(), 0));

        assertEquals(Cmsghdr.length(InPktinfo.SIZE), Cmsghdr.cmsg_len(control, 0));
        assertEquals(SocketConstants.IPPROTO_IP, Cmsghdr.cmsg_level(control, 0));
        assertEquals(SocketConstants.IP_PKTINFO, Cmsghdr.cmsg_type(control, 0));
        assertEquals(SocketConstants.INADDR_LOOPBACK, InPktinfo.ipi_addr(control, Cmsghdr.SIZE));
    }

    @Test
    void shouldKnowMtuWhenConnected() {
        int ip = SocketConstants.IPPROTO_IP;
        int mtu = SocketConstants.IP_MTU;
        assertEquals(-Errno.ENOTCONN, Sockets.getsockoptInt(state, sender.number(), ip, mtu));

        bindToLoopback(receiver);
        assertEquals(
                0,
                Sockets.connect(state, sender.number(), address.address(), (int) SockaddrIn.SIZE));

        assertEquals(65_535, Sockets.getsockoptInt(state, sender.number(), ip, mtu));
    }

    @Test
    void shouldTakeClassicBpfWhenGroupIsReused() {
        int level = SocketConstants.SOL_SOCKET;
        Sockets.setsockoptInt(state, receiver.number(), level, SocketConstants.SO_REUSEPORT, 1);
        bindToLoopback(receiver);
        MemorySegment filter = arena.allocate(SockFilter.LAYOUT);
        SockFilter.code(filter, 0, SockFilter.BPF_RET | SockFilter.BPF_K);
        MemorySegment program = arena.allocate(SockFprog.LAYOUT);
        SockFprog.len(program, 0, 1);
        SockFprog.filter(program, 0, filter.address());

        assertEquals(
                0,
                Sockets.setsockopt(
                        state,
                        receiver.number(),
                        level,
                        SocketConstants.SO_ATTACH_REUSEPORT_CBPF,
                        program.address(),
                        (int) SockFprog.SIZE));
    }

    @Test
    void shouldReturnNegativeErrnoWhenAddressIsTaken() {
        bindToLoopback(receiver);

        assertEquals(
                -Errno.EADDRINUSE,
                Sockets.bind(state, sender.number(), address.address(), (int) SockaddrIn.SIZE));
    }

    private FileDescriptor datagramSocket() {
        int type = SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC;
        return new FileDescriptor(
                "socket(AF_INET)", Sockets.socket(state, SocketConstants.AF_INET, type, 0));
    }

    /** Binds to a port that the kernel chooses, and leaves it in {@link #address}. */
    private void bindToLoopback(FileDescriptor socket) {
        SockaddrIn.set(address, 0, SocketConstants.INADDR_LOOPBACK, 0);
        assertEquals(
                0, Sockets.bind(state, socket.number(), address.address(), (int) SockaddrIn.SIZE));
        length.set(ValueLayout.JAVA_INT, 0, (int) SockaddrIn.SIZE);
        assertEquals(
                0,
                Sockets.getsockname(state, socket.number(), address.address(), length.address()));
    }

    private void awaitReadable(FileDescriptor socket) {
        MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
        Pollfd.set(pollfd, 0, socket.number(), Pollfd.POLLIN);
        assertEquals(1, Polling.poll(state, pollfd.address(), 1, WAIT_MILLIS));
    }

    /** Messages of 16 bytes each, whose data begins at {@code offset}. */
    private MemorySegment batch(long offset, long peer) {
        MemorySegment messages = arena.allocate(Mmsghdr.LAYOUT, COUNT);
        MemorySegment vectors = arena.allocate(Iovec.LAYOUT, COUNT);
        for (int i = 0; i < COUNT; i++) {
            long vector = i * Iovec.SIZE;
            Iovec.iov_base(vectors, vector, data.address() + offset + i * 16L);
            Iovec.iov_len(vectors, vector, 16);
            long message = i * Mmsghdr.SIZE + Mmsghdr.MSG_HDR_OFFSET;
            Msghdr.msg_iov(messages, message, vectors.address() + vector);
            Msghdr.msg_iovlen(messages, message, 1);
            Msghdr.msg_name(messages, message, peer);
            Msghdr.msg_namelen(messages, message, peer == 0 ? 0 : (int) SockaddrIn.SIZE);
        }
        return messages;
    }
}
