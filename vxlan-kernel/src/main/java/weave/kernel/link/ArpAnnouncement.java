package weave.kernel.link;

import static weave.linux.socket.EthernetConstants.ARPHRD_ETHER;
import static weave.linux.socket.EthernetConstants.ARPOP_REQUEST;
import static weave.linux.socket.EthernetConstants.ETH_P_ARP;
import static weave.linux.socket.SocketConstants.AF_PACKET;
import static weave.linux.socket.SocketConstants.SOCK_CLOEXEC;
import static weave.linux.socket.SocketConstants.SOCK_RAW;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Sockets;
import weave.linux.socket.SockaddrLl;

/**
 * Tells everyone on a link whose an address is now, so that those who knew it elsewhere need not
 * wait until they forget (RFC 5227, section 2.3): an ARP request by the address for itself.
 *
 * <pre>
 *   | ff:ff:ff:ff:ff:ff (6) | MAC (6) | ETH_P_ARP (2) |
 *   | ARPHRD_ETHER (2) | ETH_P_IP (2) | 6 (1) | 4 (1) | ARPOP_REQUEST (2) |
 *   | MAC (6) | address (4) | 0 (6) | address (4) |
 * </pre>
 */
public final class ArpAnnouncement {
    private static final int LENGTH = 42;
    private static final int MAC_LENGTH = 6;
    private static final int IPV4 = 0x0800;

    private ArpAnnouncement() {}

    /**
     * Sends it out of a link of the namespace that the calling thread is in.
     *
     * @throws LinuxException if the kernel refuses
     */
    public static void send(Link link, Inet4Address address) {
        CallState state = new CallState();
        String operation = "announce " + address.getHostAddress() + " on " + link.name();
        // Protocol 0: it is for sending only.
        int socket = Sockets.socket(state, AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        try (FileDescriptor file = new FileDescriptor(operation, socket);
                Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocate(SockaddrLl.LAYOUT);
            SockaddrLl.set(to, 0, ETH_P_ARP, link.index());
            MemorySegment frame = arena.allocate(LENGTH);
            frame.copyFrom(MemorySegment.ofArray(frame(link.mac(), address)));
            LinuxException.check(
                    operation,
                    Datagrams.sendto(
                            state,
                            file.number(),
                            frame.address(),
                            LENGTH,
                            0,
                            to.address(),
                            (int) SockaddrLl.SIZE));
        }
    }

    static byte[] frame(long mac, Inet4Address address) {
        byte[] sender = new byte[MAC_LENGTH];
        for (int i = 0; i < MAC_LENGTH; i++) {
            sender[i] = (byte) (mac >>> Byte.SIZE * (MAC_LENGTH - 1 - i));
        }
        ByteBuffer frame = ByteBuffer.allocate(LENGTH);
        frame.putInt(-1).putShort((short) -1).put(sender).putShort((short) ETH_P_ARP);
        frame.putShort((short) ARPHRD_ETHER).putShort((short) IPV4);
        frame.put((byte) MAC_LENGTH).put((byte) Integer.BYTES).putShort((short) ARPOP_REQUEST);
        frame.put(sender).put(address.getAddress());
        frame.put(new byte[MAC_LENGTH]).put(address.getAddress());
        return frame.array();
    }
}
