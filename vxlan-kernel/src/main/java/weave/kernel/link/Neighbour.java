package weave.kernel.link;

import static weave.linux.netlink.NeighbourConstants.NDA_DST;
import static weave.linux.netlink.NeighbourConstants.NDA_LLADDR;
import static weave.linux.netlink.NeighbourConstants.NUD_PERMANENT;

import java.net.InetAddress;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Ndmsg;

/**
 * What the kernel knows of another host's address on a link, by ARP, by neighbour discovery or
 * because somebody said so.
 *
 * @param linkIndex the link's index
 * @param address IPv4 or IPv6; {@code null} if the kernel gave none
 * @param mac 48 bits, the first byte being the most significant; 0 while the kernel still asks
 * @param isPermanent whether somebody said so
 */
public record Neighbour(int linkIndex, InetAddress address, long mac, boolean isPermanent) {
    private static final int MAC_LENGTH = 6;

    static Neighbour of(NetlinkMessage message) {
        long body = message.body(Ndmsg.SIZE);
        InetAddress address = null;
        long mac = 0;
        AttributeReader attributes = message.attributes(Ndmsg.SIZE);
        while (attributes.next()) {
            if (attributes.type() == NDA_DST) {
                address = attributes.asAddress();
            } else if (attributes.type() == NDA_LLADDR && attributes.length() == MAC_LENGTH) {
                mac = attributes.asMac();
            }
        }
        boolean isPermanent = (Ndmsg.ndm_state(message.memory(), body) & NUD_PERMANENT) != 0;
        return new Neighbour(Ndmsg.ndm_ifindex(message.memory(), body), address, mac, isPermanent);
    }
}
