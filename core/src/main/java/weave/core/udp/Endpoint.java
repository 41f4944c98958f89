package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import weave.core.tuning.Tuning;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Sockets;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;

/**
 * The outer sockets of one queue: two on one port, because IPv4 has no way to say for one message
 * whether it may be fragmented. The main one receives the datagrams of the queue's neighbours, as
 * {@link PeerQueues} tells the kernel, and sends what the kernel may fragment; the other sends with
 * DF.
 */
public final class Endpoint implements AutoCloseable {
    private final int mainFd;
    private final int dontFragmentFd;
    private final int port;
    private final SocketOptions options;

    private Endpoint(int mainFd, int dontFragmentFd, int port, SocketOptions options) {
        this.mainFd = mainFd;
        this.dontFragmentFd = dontFragmentFd;
        this.port = port;
        this.options = options;
    }

    /**
     * Opens those of all queues, one reuseport group: the main sockets come first in it, in the
     * order of their queues.
     *
     * @param ip the local IPv4 address as a number, 0 for any
     * @param port 1 to 65535
     * @throws LinuxException if the kernel refuses, for example because the port is in use
     */
    public static List<Endpoint> open(int ip, int port, Tuning tuning) {
        CallState state = new CallState();
        refusePortInUse(state, ip, port);
        int queues = tuning.queues();
        List<Integer> opened = new ArrayList<>();
        SocketOptions options = new SocketOptions(state, tuning);
        try {
            for (int i = 0; i < queues; i++) {
                int fd = join(state, ip, port, SocketConstants.IP_PMTUDISC_DONT, opened);
                if (i == 0) {
                    PeerQueues.attach(state, fd, queues);
                }
            }
            for (int i = 0; i < queues; i++) {
                join(state, ip, port, SocketConstants.IP_PMTUDISC_DO, opened);
            }
            // Those that never receive, too: to decide whether to join what comes from a network
            // card, the kernel looks at any socket of the group, without asking the program.
            opened.forEach(options::applyTo);
        } catch (RuntimeException e) {
            opened.forEach(fd -> Files.close(state, fd));
            throw e;
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < queues; i++) {
            endpoints.add(new Endpoint(opened.get(i), opened.get(queues + i), port, options));
        }
        return endpoints;
    }

    private static int join(
            CallState state, int ip, int port, int pathMtuMode, List<Integer> opened) {
        int fd = socket(state);
        opened.add(fd);
        option(state, fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEPORT, 1);
        pathMtu(state, fd, pathMtuMode);
        bind(state, fd, ip, port);
        return fd;
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

    private static void option(CallState state, int fd, int level, int option, int value) {
        LinuxException.check(
                "setsockopt(" + level + ", " + option + ")",
                Sockets.setsockoptInt(state, fd, level, option, value));
    }

    /** Receives the queue's datagrams; sends what the kernel may fragment. */
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

    /** What else the kernel does for them; of all queues. */
    public SocketOptions options() {
        return options;
    }

    @Override
    public void close() {
        CallState state = new CallState();
        Files.close(state, dontFragmentFd);
        Files.close(state, mainFd);
    }
}
