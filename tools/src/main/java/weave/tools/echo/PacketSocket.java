package weave.tools.echo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Sockets;
import weave.linux.socket.SockaddrLl;
import weave.linux.socket.SocketConstants;

/** The echo frames of one link, and no others, sent and received whole. One thread. */
final class PacketSocket implements AutoCloseable {
    private final CallState state;
    private final FileDescriptor file;

    /** The link's MAC address when it was opened, 48 bits. */
    private final long mac;

    private PacketSocket(CallState state, FileDescriptor file, long mac) {
        this.state = state;
        this.file = file;
        this.mac = mac;
    }

    /**
     * Opens it on a link of the namespace that the calling thread is in.
     *
     * @throws LinuxException if there is no such link, or the kernel refuses
     */
    static PacketSocket open(CallState state, String linkName) {
        String operation = "listen for echo frames on " + linkName;
        try (Links links = new Links();
                Arena arena = Arena.ofConfined()) {
            Optional<Link> link = links.byName(linkName);
            if (link.isEmpty()) {
                throw new LinuxException(operation, Errno.ENODEV);
            }
            // Of no protocol until bound, or frames of all links would come in between.
            int type =
                    SocketConstants.SOCK_RAW
                            | SocketConstants.SOCK_CLOEXEC
                            | SocketConstants.SOCK_NONBLOCK;
            FileDescriptor file =
                    new FileDescriptor(
                            operation, Sockets.socket(state, SocketConstants.AF_PACKET, type, 0));
            MemorySegment address = arena.allocate(SockaddrLl.LAYOUT);
            SockaddrLl.set(address, 0, EchoFrame.ETHERTYPE, link.get().index());
            int bound =
                    Sockets.bind(state, file.number(), address.address(), (int) SockaddrLl.SIZE);
            if (bound < 0) {
                file.close();
                throw new LinuxException(operation, -bound);
            }
            return new PacketSocket(state, file, link.get().mac());
        }
    }

    long mac() {
        return mac;
    }

    int number() {
        return file.number();
    }

    /** Bytes received, or {@code -errno}; {@code -EAGAIN} if there is nothing. */
    int receive(MemorySegment frame) {
        return Datagrams.recvfrom(
                state,
                file.number(),
                frame.address(),
                (int) frame.byteSize(),
                SocketConstants.MSG_TRUNC,
                0,
                0);
    }

    /** Bytes sent, or {@code -errno}. */
    int send(MemorySegment frame, int length) {
        return Datagrams.sendto(state, file.number(), frame.address(), length, 0, 0, 0);
    }

    @Override
    public void close() {
        file.close();
    }
}
