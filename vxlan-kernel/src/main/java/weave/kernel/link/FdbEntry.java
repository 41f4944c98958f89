package weave.kernel.link;

import static weave.linux.netlink.NeighbourConstants.NDA_DST;
import static weave.linux.netlink.NeighbourConstants.NDA_LLADDR;
import static weave.linux.netlink.NeighbourConstants.NDA_MASTER;
import static weave.linux.netlink.NeighbourConstants.NDA_PORT;
import static weave.linux.netlink.NeighbourConstants.NDA_VNI;
import static weave.linux.netlink.NeighbourConstants.NUD_PERMANENT;

import java.net.InetAddress;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Ndmsg;

/**
 * Where a bridge or a VXLAN device sends frames for a MAC address.
 *
 * @param linkIndex the port of the bridge, or the VXLAN device
 * @param mac 48 bits, the first byte being the most significant; 0 for all that is known nowhere
 * @param destination the host that a VXLAN device sends to; {@code null} for none
 * @param port the UDP port there; 0 for the device's own
 * @param vni the network there; 0 for the device's own
 * @param bridgeIndex the bridge whose entry it is; 0 if it is the device's own
 * @param isPermanent whether it stays until it is removed
 */
public record FdbEntry(
        int linkIndex,
        long mac,
        InetAddress destination,
        int port,
        int vni,
        int bridgeIndex,
        boolean isPermanent) {
    static FdbEntry of(NetlinkMessage message) {
        long body = message.body(Ndmsg.SIZE);
        long mac = 0;
        InetAddress destination = null;
        int port = 0;
        int vni = 0;
        int bridgeIndex = 0;
        AttributeReader attributes = message.attributes(Ndmsg.SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NDA_LLADDR -> mac = attributes.asMac();
                case NDA_DST -> destination = attributes.asAddress();
                case NDA_PORT -> port = attributes.asNetworkShort();
                case NDA_VNI -> vni = attributes.asInt();
                case NDA_MASTER -> bridgeIndex = attributes.asInt();
                default -> {}
            }
        }
        boolean isPermanent = (Ndmsg.ndm_state(message.memory(), body) & NUD_PERMANENT) != 0;
        return new FdbEntry(
                Ndmsg.ndm_ifindex(message.memory(), body),
                mac,
                destination,
                port,
                vni,
                bridgeIndex,
                isPermanent);
    }
}
