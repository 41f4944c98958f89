package weave.tools.hosts;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import weave.core.udp.DatagramReceiver;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;
import weave.linux.call.Sockets;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SockaddrIn6;
import weave.linux.socket.SocketConstants;
import weave.linux.socket.UdpConstants;

/**
 * A UDP socket of a container with what Java's have no options for: {@code UDP_SEGMENT}, with which
 * the kernel hands on many datagrams as one super-frame, and {@code UDP_GRO}, with which it hands
 * them over so.
 */
final class UdpSocket implements AutoCloseable {
    private static final int BATCH = 64;
    private static final int SLOT_LENGTH = 1 << 17;
    private static final int BUFFER_LENGTH = 8 << 20;

    private final CallState state = new CallState();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment payload = arena.allocate(1 << 16);
    private final MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
    private final FileDescriptor fd;
    private final DatagramReceiver receiver;
    private int segmentsMax;

    private UdpSocket(InetAddress address, int port, boolean takesJoined) {
        int domain =
                address instanceof Inet4Address
                        ? SocketConstants.AF_INET
                        : SocketConstants.AF_INET6;
        int type = SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC;
        fd = new FileDescriptor("socket", Sockets.socket(state, domain, type, 0));
        receiver = new DatagramReceiver(state, fd.number(), BATCH, SLOT_LENGTH);
        option(SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVBUFFORCE, BUFFER_LENGTH);
        option(SocketConstants.SOL_SOCKET, SocketConstants.SO_SNDBUFFORCE, BUFFER_LENGTH);
        option(UdpConstants.SOL_UDP, UdpConstants.UDP_GRO, takesJoined ? 1 : 0);
        MemorySegment local = address(arena, address, port);
        LinuxException.check(
                "bind", Sockets.bind(state, fd.number(), local.address(), (int) local.byteSize()));
    }

    /**
     * A socket of the container.
     *
     * @param port 0 for any
     * @param takesJoined whether datagrams may be handed over many at a time
     */
    static UdpSocket open(Container container, String ip, int port, boolean takesJoined)
            throws Exception {
        return container.call(() -> new UdpSocket(InetAddress.getByName(ip), port, takesJoined));
    }

    private void option(int level, int option, int value) {
        LinuxException.check(
                "setsockopt", Sockets.setsockoptInt(state, fd.number(), level, option, value));
    }

    private static MemorySegment address(Arena arena, InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            MemorySegment ipv4 = arena.allocate(SockaddrIn.LAYOUT);
            SockaddrIn.set(ipv4, 0, ByteBuffer.wrap(bytes).getInt(), port);
            return ipv4;
        }
        MemorySegment ipv6 = arena.allocate(SockaddrIn6.LAYOUT);
        SockaddrIn6.sin6_family(ipv6, 0, SocketConstants.AF_INET6);
        SockaddrIn6.sin6_port(ipv6, 0, port);
        ipv6.asSlice(SockaddrIn6.SIN6_ADDR_OFFSET, bytes.length)
                .copyFrom(MemorySegment.ofArray(bytes));
        return ipv6;
    }

    /**
     * Sends datagrams of {@code segmentLength} bytes, the last one perhaps shorter, in one call.
     */
    void sendCut(byte[] datagrams, int segmentLength, String ip, int port)
            throws UnknownHostException {
        option(UdpConstants.SOL_UDP, UdpConstants.UDP_SEGMENT, segmentLength);
        MemorySegment.copy(MemorySegment.ofArray(datagrams), 0, payload, 0, datagrams.length);
        try (Arena own = Arena.ofConfined()) {
            MemorySegment to = address(own, InetAddress.getByName(ip), port);
            LinuxException.check(
                    "sendto with UDP_SEGMENT",
                    Datagrams.sendto(
                            state,
                            fd.number(),
                            payload.address(),
                            datagrams.length,
                            0,
                            to.address(),
                            (int) to.byteSize()));
        }
    }

    /** The datagrams that have arrived, each by itself; none if none arrives for so long. */
    List<byte[]> receive(int timeoutMillis) {
        List<byte[]> datagrams = new ArrayList<>();
        Pollfd.set(pollfd, 0, fd.number(), Pollfd.POLLIN);
        Polling.poll(state, pollfd.address(), 1, timeoutMillis);
        int messages = receiver.receive();
        for (int i = 0; i < messages; i++) {
            int segmentLength = receiver.segmentLength(i);
            int count = datagrams.size();
            for (int at = 0; at < receiver.length(i); at += segmentLength) {
                byte[] datagram = new byte[Math.min(segmentLength, receiver.length(i) - at)];
                receiver.memory().buffer().getBytes(receiver.offset(i) + at, datagram);
                datagrams.add(datagram);
            }
            segmentsMax = Math.max(segmentsMax, datagrams.size() - count);
        }
        return datagrams;
    }

    /** The most datagrams that the kernel has handed over as one so far. */
    int segmentsMax() {
        return segmentsMax;
    }

    @Override
    public void close() {
        fd.close();
        receiver.close();
        arena.close();
    }
}
