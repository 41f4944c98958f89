package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.core.tuning.Tuning;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Sockets;
import weave.linux.socket.SockFilter;
import weave.linux.socket.SockFprog;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;
import weave.linux.socket.UdpConstants;

/**
 * The outer sockets: two on one port, because IPv4 has no way to say for one message whether it may
 * be fragmented. The main one receives everything and sends what the kernel may fragment; the other
 * sends with DF. A classic-BPF selector on the reuseport group picks the main one for every
 * arriving datagram.
 */
public final class Endpoint implements AutoCloseable {
    private final int mainFd;
    private final int dontFragmentFd;
    private final int port;
    private final boolean segments;

    private Endpoint(int mainFd, int dontFragmentFd, int port, boolean segments) {
        this.mainFd = mainFd;
        this.dontFragmentFd = dontFragmentFd;
        this.port = port;
        this.segments = segments;
    }

    /**
     * Opens both.
     *
     * @param ip the local IPv4 address as a number, 0 for any
     * @param port 1 to 65535
     * @throws LinuxException if the kernel refuses, for example because the port is in use
     */
    public static Endpoint open(int ip, int port, Tuning tuning) {
        CallState state = new CallState();
        refusePortInUse(state, ip, port);
        int main = socket(state);
        try {
            option(state, main, SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEPORT, 1);
            pathMtu(state, main, SocketConstants.IP_PMTUDISC_DONT);
            bind(state, main, ip, port);
            selectFirst(state, main);
            buffers(state, main, tuning.socketBufferLength());
            if (tuning.offloads()) {
                joinArriving(state, main);
            }
            int dontFragment = dontFragment(state, ip, port, tuning.socketBufferLength());
            return new Endpoint(main, dontFragment, port, tuning.offloads());
        } catch (RuntimeException e) {
            Files.close(state, main);
            throw e;
        }
    }

    private static int dontFragment(CallState state, int ip, int port, int bufferLength) {
        int fd = socket(state);
        try {
            option(state, fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEPORT, 1);
            pathMtu(state, fd, SocketConstants.IP_PMTUDISC_DO);
            bind(state, fd, ip, port);
            buffers(state, fd, bufferLength);
            return fd;
        } catch (RuntimeException e) {
            Files.close(state, fd);
            throw e;
        }
    }

    /** SO_REUSEPORT would let a second daemon share the port without a word. */
    private static void refusePortInUse(CallState state, int ip, int port) {
        int probe = socket(state);
        try {
            bind(state, probe, ip, port);
        } finally {
            Files.close(state, probe);
        }
    }

    private static int socket(CallState state) {
        return LinuxException.check(
                "socket(AF_INET, SOCK_DGRAM)",
                Sockets.socket(
                        state,
                        SocketConstants.AF_INET,
                        SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC,
                        0));
    }

    private static void bind(CallState state, int fd, int ip, int port) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrIn.LAYOUT);
            SockaddrIn.set(address, 0, ip, port);
            LinuxException.check(
                    "bind(UDP port " + port + ")",
                    Sockets.bind(state, fd, address.address(), (int) SockaddrIn.SIZE));
        }
    }

    private static void pathMtu(CallState state, int fd, int mode) {
        option(state, fd, SocketConstants.IPPROTO_IP, SocketConstants.IP_MTU_DISCOVER, mode);
    }

    /** The first member of the group is the main socket; BPF_RET of the constant 0 selects it. */
    private static void selectFirst(CallState state, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate(SockFilter.LAYOUT);
            SockFilter.code(filter, 0, SockFilter.BPF_RET | SockFilter.BPF_K);
            SockFilter.k(filter, 0, 0);
            MemorySegment program = arena.allocate(SockFprog.LAYOUT);
            SockFprog.len(program, 0, 1);
            SockFprog.filter(program, 0, filter.address());
            LinuxException.check(
                    "setsockopt(SO_ATTACH_REUSEPORT_CBPF)",
                    Sockets.setsockopt(
                            state,
                            fd,
                            SocketConstants.SOL_SOCKET,
                            SocketConstants.SO_ATTACH_REUSEPORT_CBPF,
                            program.address(),
                            (int) SockFprog.SIZE));
        }
    }

    private static void buffers(CallState state, int fd, int length) {
        // Without CAP_NET_ADMIN the kernel's limits apply, and what they allow will do.
        int level = SocketConstants.SOL_SOCKET;
        if (Sockets.setsockoptInt(state, fd, level, SocketConstants.SO_RCVBUFFORCE, length) < 0) {
            option(state, fd, level, SocketConstants.SO_RCVBUF, length);
        }
        if (Sockets.setsockoptInt(state, fd, level, SocketConstants.SO_SNDBUFFORCE, length) < 0) {
            option(state, fd, level, SocketConstants.SO_SNDBUF, length);
        }
    }

    /** Kernels before 5.0 cannot, and then hand over every datagram by itself. */
    private static void joinArriving(CallState state, int fd) {
        Sockets.setsockoptInt(state, fd, SocketConstants.IPPROTO_UDP, UdpConstants.UDP_GRO, 1);
    }

    private static void option(CallState state, int fd, int level, int option, int value) {
        LinuxException.check(
                "setsockopt(" + level + ", " + option + ")",
                Sockets.setsockoptInt(state, fd, level, option, value));
    }

    /** Receives everything; sends what the kernel may fragment. */
    public int mainFd() {
        return mainFd;
    }

    /** Sends with DF set; refuses with EMSGSIZE what is longer than the path MTU. */
    public int dontFragmentFd() {
        return dontFragmentFd;
    }

    public int port() {
        return port;
    }

    /** Whether the kernel is asked to cut what is sent. */
    boolean segments() {
        return segments;
    }

    @Override
    public void close() {
        CallState state = new CallState();
        Files.close(state, dontFragmentFd);
        Files.close(state, mainFd);
    }
}
