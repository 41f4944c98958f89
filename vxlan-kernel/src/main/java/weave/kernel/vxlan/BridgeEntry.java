package weave.kernel.vxlan;

import static weave.linux.netlink.NeighbourConstants.NDA_LLADDR;
import static weave.linux.netlink.NeighbourConstants.NDA_MASTER;
import static weave.linux.netlink.NeighbourConstants.NUD_PERMANENT;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELNEIGH;
import static weave.linux.socket.SocketConstants.AF_BRIDGE;

import java.util.Optional;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Ndmsg;

/**
 * What a bridge knows of a MAC address, or has just forgotten.
 *
 * @param mac 48 bits
 * @param bridgeIndex the bridge
 * @param portIndex the port behind which it is; the bridge for its own address
 * @param isOwn whether it is the address of the bridge or port itself
 * @param isGone whether it has been forgotten
 */
record BridgeEntry(long mac, int bridgeIndex, int portIndex, boolean isOwn, boolean isGone) {
    private static final int MAC_LENGTH = 6;

    /** Empty if the message is about something else. */
    static Optional<BridgeEntry> of(NetlinkMessage message) {
        long body = message.body(Ndmsg.SIZE);
        if (Ndmsg.ndm_family(message.memory(), body) != AF_BRIDGE) {
            return Optional.empty();
        }
        int port = Ndmsg.ndm_ifindex(message.memory(), body);
        boolean isOwn = (Ndmsg.ndm_state(message.memory(), body) & NUD_PERMANENT) != 0;
        int bridge = port;
        long mac = 0;
        AttributeReader attributes = message.attributes(Ndmsg.SIZE);
        while (attributes.next()) {
            if (attributes.type() == NDA_LLADDR && attributes.length() == MAC_LENGTH) {
                mac = attributes.asMac();
            } else if (attributes.type() == NDA_MASTER) {
                bridge = attributes.asInt();
            }
        }
        boolean isGone = message.type() == RTM_DELNEIGH;
        return mac == 0
                ? Optional.empty()
                : Optional.of(new BridgeEntry(mac, bridge, port, isOwn, isGone));
    }
}
