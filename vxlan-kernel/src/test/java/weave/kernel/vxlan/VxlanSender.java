package weave.kernel.vxlan;

import static weave.linux.socket.SocketConstants.AF_INET;
import static weave.linux.socket.SocketConstants.SOCK_DGRAM;
import static weave.linux.socket.SocketConstants.SOL_SOCKET;
import static weave.linux.socket.SocketConstants.SO_NO_CHECK;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Sockets;
import weave.linux.socket.SockaddrIn;

/** Sends datagrams to one address without a checksum, as VXLAN has none. */
final class VxlanSender implements AutoCloseable {
    private final CallState state = new CallState();
    private final FileDescriptor socket =
            new FileDescriptor("socket", Sockets.socket(state, AF_INET, SOCK_DGRAM, 0));

    /** From an address to another, IPv4 as numbers. */
    VxlanSender(int from, int to, int port) {
        int fd = socket.number();
        LinuxException.check(
                "setsockopt(SO_NO_CHECK)",
                Sockets.setsockoptInt(state, fd, SOL_SOCKET, SO_NO_CHECK, 1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrIn.LAYOUT);
            int length = (int) SockaddrIn.SIZE;
            SockaddrIn.set(address, 0, from, 0);
            LinuxException.check("bind", Sockets.bind(state, fd, address.address(), length));
            SockaddrIn.set(address, 0, to, port);
            LinuxException.check("connect", Sockets.connect(state, fd, address.address(), length));
        }
    }

    void send(byte[] datagram) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
            LinuxException.check(
                    "sendto",
                    Datagrams.sendto(
                            state,
                            socket.number(),
                            memory.address(),
                            datagram.length,
                            0,
                            MemorySegment.NULL.address(),
                            0));
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
