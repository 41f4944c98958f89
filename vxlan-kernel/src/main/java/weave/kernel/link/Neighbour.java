package weave.kernel.link;

import static weave.linux.netlink.NeighbourConstants.NDA_DST;
import static weave.linux.netlink.NeighbourConstants.NDA_LLADDR;

import java.net.InetAddress;
import java.util.Arrays;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Ndmsg;

/**
 * What the kernel knows of another host's address on a link, by ARP or neighbour discovery.
 *
 * @param linkIndex the link's index
 * @param address the address in network order, 4 or 16 bytes; empty if the kernel gave none
 * @param mac 48 bits, the first byte being the most significant; 0 while the kernel still asks
 */
record Neighbour(int linkIndex, byte[] address, long mac) {
    private static final int MAC_LENGTH = 6;

    static Neighbour of(NetlinkMessage message) {
        long body = message.body(Ndmsg.SIZE);
        byte[] address = {};
        long mac = 0;
        AttributeReader attributes = message.attributes(Ndmsg.SIZE);
        while (attributes.next()) {
            if (attributes.type() == NDA_DST) {
                address = attributes.asBytes();
            } else if (attributes.type() == NDA_LLADDR && attributes.length() == MAC_LENGTH) {
                mac = attributes.asMac();
            }
        }
        return new Neighbour(Ndmsg.ndm_ifindex(message.memory(), body), address, mac);
    }

    boolean has(InetAddress other) {
        return Arrays.equals(address, other.getAddress());
    }
}
