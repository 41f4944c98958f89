package weave.core.conductor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Sockets;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;

/** What the kernel believes a path to carry. */
final class PathMtu {
    private PathMtu() {}

    /**
     * The path MTU towards a host in bytes, IP header included: {@code IP_MTU} of {@code ip(7)},
     * which only a connected socket answers, so one is made for the question.
     *
     * @param destination a packed {@link UdpAddress}
     * @return a negative errno if there is no route
     */
    static int towards(CallState state, long destination) {
        int fd =
                Sockets.socket(
                        state,
                        SocketConstants.AF_INET,
                        SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC,
                        0);
        if (fd < 0) {
            return fd;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrIn.LAYOUT);
            SockaddrIn.set(address, 0, UdpAddress.ip(destination), UdpAddress.port(destination));
            int level = SocketConstants.IPPROTO_IP;
            Sockets.setsockoptInt(
                    state,
                    fd,
                    level,
                    SocketConstants.IP_MTU_DISCOVER,
                    SocketConstants.IP_PMTUDISC_DO);
            int connected = Sockets.connect(state, fd, address.address(), (int) SockaddrIn.SIZE);
            return connected < 0
                    ? connected
                    : Sockets.getsockoptInt(state, fd, level, SocketConstants.IP_MTU);
        } finally {
            Files.close(state, fd);
        }
    }
}
