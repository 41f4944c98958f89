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
 * The outer sockets of one queue, all on one port: IPv4 has no way to say for one message whether
 * it may be fragmented, and a mark is a socket's. The main one receives the datagrams of the
 * queue's neighbours, as {@link PeerQueues} tells the kernel, and sends what the kernel may
 * fragment; another one sends with DF, and a third, if there is a mark, with DF and the mark.
 */
public final class Endpoint implements AutoCloseable {
    /** Packets go as the packet filter marks them. */
    public static final int NO_MARK = 0;

    private final int mainFd;
    private final int dontFragmentFd;
    private final int markedFd;
    private final int port;
    private final SocketOptions options;

    private Endpoint(
            int mainFd, int dontFragmentFd, int markedFd, int port, SocketOptions options) {
        this.mainFd = mainFd;
        this.dontFragmentFd = dontFragmentFd;
        this.markedFd = markedFd;
        this.port = port;
        this.options = options;
    }

    /** Those of all queues, without a mark. */
    public static List<Endpoint> open(int ip, int port, Tuning tuning) {
        return open(ip, port, tuning, NO_MARK);
    }

    /**
     * Opens those of all queues, one reuseport group: the main sockets come first in it, in the
     * order of their queues.
     *
     * @param ip the local IPv4 address as a number, 0 for any
     * @param port 1 to 65535
     * @param mark of {@link SendPath#MARKED}; {@link #NO_MARK} if there is none
     * @throws LinuxException if the kernel refuses, for example because the port is in use
     */
    public static List<Endpoint> open(int ip, int port, Tuning tuning, int mark) {
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
            for (int i = 0; i < queues && mark != NO_MARK; i++) {
                int fd = join(state, ip, port, SocketConstants.IP_PMTUDISC_DO, opened);
                option(state, fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_MARK, mark);
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
            int dontFragment = opened.get(queues + i);
            int marked = mark == NO_MARK ? dontFragment : opened.get(2 * queues + i);
            endpoints.add(new Endpoint(opened.get(i), dontFragment, marked, port, options));
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

    /** One of UDP and IPv4, bound to nothing yet. */
    static int socket(CallState state) {
        return LinuxException.check(
                "socket(AF_INET, SOCK_DGRAM)",
                Sockets.socket(
                        state,
                        SocketConstants.AF_INET,
                        SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC,
                        0));
    }

    static void bind(CallState state, int fd, int ip, int port) {
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

    /** As {@link #dontFragmentFd}, with the mark; that one itself if there is none. */
    public int markedFd() {
        return markedFd;
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
        if (markedFd != dontFragmentFd) {
            Files.close(state, markedFd);
        }
        Files.close(state, dontFragmentFd);
        Files.close(state, mainFd);
    }
}
