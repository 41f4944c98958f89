package weave.bench.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import weave.core.udp.UdpAddress;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Sockets;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;

/** A UDP socket that talks to one other, in the namespace of the thread that opens it. */
public final class UdpSocket implements AutoCloseable {
    private static final int SO_RCVTIMEO = 20;
    private static final int TIMEVAL_LENGTH = 16;
    private static final int BUFFER_LENGTH = 4 * 1024 * 1024;

    private final FileDescriptor file;

    private UdpSocket(FileDescriptor file) {
        this.file = file;
    }

    public static UdpSocket open(String ip, int port, String otherIp, int otherPort) {
        CallState state = new CallState();
        FileDescriptor file =
                new FileDescriptor(
                        "socket(UDP)",
                        Sockets.socket(
                                state,
                                SocketConstants.AF_INET,
                                SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC,
                                0));
        UdpSocket socket = new UdpSocket(file);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrIn.LAYOUT);
            int length = (int) SockaddrIn.SIZE;
            int fd = file.number();
            socket.option(state, SocketConstants.SO_RCVBUFFORCE, BUFFER_LENGTH);
            socket.option(state, SocketConstants.SO_REUSEADDR, 1);
            SockaddrIn.set(address, 0, number(ip), port);
            LinuxException.check(
                    "bind(" + ip + ")", Sockets.bind(state, fd, address.address(), length));
            SockaddrIn.set(address, 0, number(otherIp), otherPort);
            LinuxException.check(
                    "connect(" + otherIp + ")",
                    Sockets.connect(state, fd, address.address(), length));
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    public int fd() {
        return file.number();
    }

    /** From now on {@link #receive} gives up after this long. */
    public void receiveTimeout(long millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(TIMEVAL_LENGTH, Long.BYTES);
            time.setAtIndex(ValueLayout.JAVA_LONG, 0, millis / 1000);
            time.setAtIndex(ValueLayout.JAVA_LONG, 1, millis % 1000 * 1000);
            LinuxException.check(
                    "setsockopt(SO_RCVTIMEO)",
                    Sockets.setsockopt(
                            new CallState(),
                            fd(),
                            SocketConstants.SOL_SOCKET,
                            SO_RCVTIMEO,
                            time.address(),
                            TIMEVAL_LENGTH));
        }
    }

    /** Sends the bytes: how many, or {@code -errno}. */
    int send(CallState state, MemorySegment bytes) {
        return Datagrams.sendto(state, fd(), bytes.address(), (int) bytes.byteSize(), 0, 0, 0);
    }

    /** Waits for a datagram: its length, or {@code -errno}. */
    int receive(CallState state, MemorySegment into) {
        return Datagrams.recvfrom(state, fd(), into.address(), (int) into.byteSize(), 0, 0, 0);
    }

    private void option(CallState state, int option, int value) {
        int result = Sockets.setsockoptInt(state, fd(), SocketConstants.SOL_SOCKET, option, value);
        LinuxException.check("setsockopt(" + option + ")", result);
    }

    private static int number(String ip) {
        try {
            return UdpAddress.ipOf((Inet4Address) InetAddress.getByName(ip));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
