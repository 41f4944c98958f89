package weave.kernel.link;

import static weave.linux.netlink.IfLinkConstants.IFLA_BRPORT_MODE;
import static weave.linux.netlink.IfLinkConstants.IFLA_BR_FORWARD_DELAY;
import static weave.linux.netlink.IfLinkConstants.IFLA_BR_MCAST_SNOOPING;
import static weave.linux.netlink.IfLinkConstants.IFLA_BR_STP_STATE;
import static weave.linux.netlink.IfLinkConstants.IFLA_IFNAME;
import static weave.linux.netlink.IfLinkConstants.IFLA_INFO_DATA;
import static weave.linux.netlink.IfLinkConstants.IFLA_INFO_KIND;
import static weave.linux.netlink.IfLinkConstants.IFLA_INFO_SLAVE_DATA;
import static weave.linux.netlink.IfLinkConstants.IFLA_INFO_SLAVE_KIND;
import static weave.linux.netlink.IfLinkConstants.IFLA_MTU;
import static weave.linux.netlink.IfLinkConstants.IFLA_VXLAN_COLLECT_METADATA;
import static weave.linux.netlink.IfLinkConstants.IFLA_VXLAN_ID;
import static weave.linux.netlink.IfLinkConstants.IFLA_VXLAN_LEARNING;
import static weave.linux.netlink.IfLinkConstants.IFLA_VXLAN_PORT;
import static weave.linux.netlink.IfLinkConstants.IFLA_VXLAN_UDP_CSUM;
import static weave.linux.netlink.IfLinkConstants.IFLA_VXLAN_UDP_ZERO_CSUM6_RX;
import static weave.linux.netlink.IfLinkConstants.IFLA_VXLAN_UDP_ZERO_CSUM6_TX;
import static weave.linux.netlink.IfLinkConstants.VETH_INFO_PEER;

import java.util.function.Consumer;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.Ifinfomsg;

/**
 * What makes a link a bridge, a veth pair or a VXLAN device: the contents of {@code IFLA_LINKINFO}.
 */
final class LinkKinds {
    private LinkKinds() {}

    static void bridge(RequestWriter information) {
        information
                .putString(IFLA_INFO_KIND, "bridge")
                .putNested(
                        IFLA_INFO_DATA,
                        data ->
                                data.putInt(IFLA_BR_STP_STATE, 0)
                                        .putInt(IFLA_BR_FORWARD_DELAY, 0)
                                        .putByte(IFLA_BR_MCAST_SNOOPING, 0));
    }

    static void snooping(RequestWriter information, boolean enabled) {
        information
                .putString(IFLA_INFO_KIND, "bridge")
                .putNested(
                        IFLA_INFO_DATA,
                        data -> data.putByte(IFLA_BR_MCAST_SNOOPING, enabled ? 1 : 0));
    }

    static void veth(RequestWriter information, Consumer<RequestWriter> peer) {
        information.putString(IFLA_INFO_KIND, "veth");
        information.putNested(IFLA_INFO_DATA, data -> data.putNested(VETH_INFO_PEER, peer));
    }

    static RequestWriter vethEnd(RequestWriter peer, String name, int mtu) {
        peer.body(Ifinfomsg.SIZE);
        return peer.putString(IFLA_IFNAME, name).putInt(IFLA_MTU, mtu);
    }

    static void hairpin(RequestWriter information, boolean enabled) {
        information
                .putString(IFLA_INFO_SLAVE_KIND, "bridge")
                .putNested(
                        IFLA_INFO_SLAVE_DATA,
                        data -> data.putByte(IFLA_BRPORT_MODE, enabled ? 1 : 0));
    }

    /** The order is that of {@code ip}. */
    static void vxlan(RequestWriter information, int port) {
        information
                .putString(IFLA_INFO_KIND, "vxlan")
                .putNested(
                        IFLA_INFO_DATA,
                        data ->
                                data.putByte(IFLA_VXLAN_UDP_CSUM, 0)
                                        .putByte(IFLA_VXLAN_UDP_ZERO_CSUM6_TX, 1)
                                        .putByte(IFLA_VXLAN_UDP_ZERO_CSUM6_RX, 1)
                                        .putByte(IFLA_VXLAN_COLLECT_METADATA, 1)
                                        .putByte(IFLA_VXLAN_LEARNING, 0)
                                        .putNetworkShort(IFLA_VXLAN_PORT, port));
    }

    static void plainVxlan(RequestWriter information, int id, int port) {
        information
                .putString(IFLA_INFO_KIND, "vxlan")
                .putNested(
                        IFLA_INFO_DATA,
                        data ->
                                data.putInt(IFLA_VXLAN_ID, id)
                                        .putByte(IFLA_VXLAN_LEARNING, 0)
                                        .putNetworkShort(IFLA_VXLAN_PORT, port));
    }
}
