package weave.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Sockets;
import weave.linux.netlink.NetlinkConstants;
import weave.linux.socket.SockaddrNl;
import weave.linux.socket.SocketConstants;

/**
 * Hears what the kernel tells without being asked: what it sends to {@link #port}, and to groups
 * that were joined. For the network namespace that the opening thread is in. One thread at a time.
 */
public final class NetlinkListener implements AutoCloseable {
    private static final int DATAGRAM_LENGTH_MAX = 128 * 1024;

    /** Bytes that the kernel keeps until they are read; more are lost. */
    private static final int QUEUE_LENGTH = 4 * 1024 * 1024;

    private final CallState state = new CallState();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(DATAGRAM_LENGTH_MAX, Long.BYTES);
    private final MemorySegment address = arena.allocate(SockaddrNl.LAYOUT);
    private final MemorySegment addressLength = arena.allocate(JAVA_INT);
    private final FileDescriptor socket;
    private final int port;
    private long lost;

    /**
     * Opens it.
     *
     * @param protocol as {@code NETLINK_GENERIC}
     * @throws LinuxException if the kernel refuses
     */
    public NetlinkListener(int protocol) {
        int type =
                SocketConstants.SOCK_RAW
                        | SocketConstants.SOCK_CLOEXEC
                        | SocketConstants.SOCK_NONBLOCK;
        socket =
                new FileDescriptor(
                        "open netlink socket",
                        Sockets.socket(state, SocketConstants.AF_NETLINK, type, protocol));
        port = bind(state, socket.number());
        enlargeQueue(state, socket.number());
    }

    /**
     * Has the kernel give a netlink socket a port, and returns that.
     *
     * @throws LinuxException if it refuses
     */
    public static int bind(CallState state, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrNl.LAYOUT);
            MemorySegment length = arena.allocate(JAVA_INT);
            SockaddrNl.nl_family(address, 0, SocketConstants.AF_NETLINK);
            LinuxException.check(
                    "bind netlink socket",
                    Sockets.bind(state, fd, address.address(), (int) SockaddrNl.SIZE));
            length.set(JAVA_INT, 0, (int) SockaddrNl.SIZE);
            LinuxException.check(
                    "look up port of netlink socket",
                    Sockets.getsockname(state, fd, address.address(), length.address()));
            return SockaddrNl.nl_pid(address, 0);
        }
    }

    /** Has the kernel keep more for a netlink socket than it usually does; what it allows. */
    public static void enlargeQueue(CallState state, int fd) {
        int forced =
                Sockets.setsockoptInt(
                        state,
                        fd,
                        SocketConstants.SOL_SOCKET,
                        SocketConstants.SO_RCVBUFFORCE,
                        QUEUE_LENGTH);
        if (forced < 0) {
            Sockets.setsockoptInt(
                    state, fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVBUF, QUEUE_LENGTH);
        }
    }

    /** What the kernel knows this socket by; never 0. */
    public int port() {
        return port;
    }

    /** What to poll for readability. */
    public int fd() {
        return socket.number();
    }

    /** Hears what is told to a group, too. */
    public void join(int group) {
        LinuxException.check(
                "join netlink group " + group,
                Sockets.setsockoptInt(
                        state,
                        socket.number(),
                        NetlinkConstants.SOL_NETLINK,
                        NetlinkConstants.NETLINK_ADD_MEMBERSHIP,
                        group));
    }

    /**
     * What has come, of one datagram; empty if there is none. Never blocks.
     *
     * @throws MalformedMessageException if it contradicts itself; the next one may be good
     * @throws LinuxException if the socket is of no use any more
     */
    public List<NetlinkMessage> receive() {
        while (true) {
            addressLength.set(JAVA_INT, 0, (int) SockaddrNl.SIZE);
            int length =
                    Datagrams.recvfrom(
                            state,
                            socket.number(),
                            buffer.address(),
                            DATAGRAM_LENGTH_MAX,
                            SocketConstants.MSG_TRUNC | SocketConstants.MSG_DONTWAIT,
                            address.address(),
                            addressLength.address());
            if (length == -Errno.EAGAIN) {
                return List.of();
            }
            if (length == -Errno.EINTR) {
                continue;
            }
            if (length == -Errno.ENOBUFS || length > DATAGRAM_LENGTH_MAX) {
                lost++;
                continue;
            }
            LinuxException.check("read netlink socket", length);
            // Another process could send us datagrams; only the kernel has the id 0.
            if (SockaddrNl.nl_pid(address, 0) == 0) {
                return NetlinkMessage.split(buffer.asSlice(0, length).toArray(JAVA_BYTE));
            }
        }
    }

    /** How often something was lost because it was not read in time. */
    public long lost() {
        return lost;
    }

    @Override
    public void close() {
        socket.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
