package weave.kernel.odp;

import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_ATTR_DST_PORT;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_NAME;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_OPTIONS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_PORT_NO;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_TYPE;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_TYPE_INTERNAL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_TYPE_NETDEV;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_TYPE_VXLAN;

import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.openvswitch.OvsHeader;

/**
 * A port of a datapath.
 *
 * @param datapath the index of its datapath
 * @param number what flows know it by
 * @param type as {@code OVS_VPORT_TYPE_NETDEV}
 * @param name of its link
 * @param udpPort of VXLAN; 0 for other types
 */
public record Vport(int datapath, int number, int type, String name, int udpPort) {
    /** What a message says. */
    static Vport of(NetlinkMessage message) {
        int datapath = OvsHeader.dp_ifindex(message.memory(), Openvswitch.header(message));
        int number = 0;
        int type = 0;
        String name = "";
        int udpPort = 0;
        AttributeReader attributes = message.attributes(Openvswitch.HEAD_SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case OVS_VPORT_ATTR_PORT_NO -> number = attributes.asInt();
                case OVS_VPORT_ATTR_TYPE -> type = attributes.asInt();
                case OVS_VPORT_ATTR_NAME -> name = attributes.asString();
                case OVS_VPORT_ATTR_OPTIONS -> udpPort = udpPort(attributes.nested());
                default -> {}
            }
        }
        return new Vport(datapath, number, type, name, udpPort);
    }

    /** Whether it is a link of any kind that was put on the datapath. */
    public boolean isNetdev() {
        return type == OVS_VPORT_TYPE_NETDEV;
    }

    /** Whether its link was made with it. */
    public boolean isInternal() {
        return type == OVS_VPORT_TYPE_INTERNAL;
    }

    /** Whether frames go out of it in VXLAN. */
    public boolean isVxlan() {
        return type == OVS_VPORT_TYPE_VXLAN;
    }

    private static int udpPort(AttributeReader options) {
        int udpPort = 0;
        while (options.next()) {
            if (options.type() == OVS_TUNNEL_ATTR_DST_PORT) {
                udpPort = options.asShort();
            }
        }
        return udpPort;
    }
}
