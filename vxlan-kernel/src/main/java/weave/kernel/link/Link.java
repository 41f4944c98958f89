package weave.kernel.link;

import static weave.linux.netlink.IfLinkConstants.BR_STATE_FORWARDING;
import static weave.linux.netlink.IfLinkConstants.IFF_LOWER_UP;
import static weave.linux.netlink.IfLinkConstants.IFF_UP;
import static weave.linux.netlink.IfLinkConstants.IFLA_ADDRESS;
import static weave.linux.netlink.IfLinkConstants.IFLA_BRPORT_STATE;
import static weave.linux.netlink.IfLinkConstants.IFLA_GSO_MAX_SIZE;
import static weave.linux.netlink.IfLinkConstants.IFLA_IFNAME;
import static weave.linux.netlink.IfLinkConstants.IFLA_INFO_KIND;
import static weave.linux.netlink.IfLinkConstants.IFLA_INFO_SLAVE_DATA;
import static weave.linux.netlink.IfLinkConstants.IFLA_INFO_SLAVE_KIND;
import static weave.linux.netlink.IfLinkConstants.IFLA_LINK;
import static weave.linux.netlink.IfLinkConstants.IFLA_LINKINFO;
import static weave.linux.netlink.IfLinkConstants.IFLA_LINK_NETNSID;
import static weave.linux.netlink.IfLinkConstants.IFLA_MASTER;
import static weave.linux.netlink.IfLinkConstants.IFLA_MTU;

import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Ifinfomsg;

/**
 * A network interface as it was when the kernel was asked.
 *
 * @param index its number in its namespace, from 1
 * @param name at most 15 bytes
 * @param kind {@code bridge}, {@code veth}, {@code tun}, ...; "" for what no one made
 * @param mac 48 bits, the first byte being the most significant; 0 if it has none of six bytes
 * @param mtu bytes of the largest packet
 * @param masterIndex the bridge it is a port of, or 0
 * @param peerIndex the other end of a veth pair, counted in its own namespace, or 0
 * @param peerNamespaceId which namespace that is in, as this one counts them; -1 if in this one
 * @param isUp whether it is switched on
 * @param hasCarrier whether the other end is there too
 * @param isForwarding whether the bridge passes on what comes from and is for it; false if on none
 * @param gsoMaxSize bytes of the largest super-frame, 0 if the kernel does not say
 */
public record Link(
        int index,
        String name,
        String kind,
        long mac,
        int mtu,
        int masterIndex,
        int peerIndex,
        int peerNamespaceId,
        boolean isUp,
        boolean hasCarrier,
        boolean isForwarding,
        int gsoMaxSize) {
    private static final int MAC_LENGTH = 6;

    static Link of(NetlinkMessage message) {
        long body = message.body(Ifinfomsg.SIZE);
        int index = Ifinfomsg.ifi_index(message.memory(), body);
        int flags = Ifinfomsg.ifi_flags(message.memory(), body);
        String name = "";
        String kind = "";
        boolean isForwarding = false;
        long mac = 0;
        int mtu = 0;
        int masterIndex = 0;
        int peerIndex = 0;
        int peerNamespaceId = -1;
        int gsoMaxSize = 0;
        AttributeReader attributes = message.attributes(Ifinfomsg.SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFLA_IFNAME -> name = attributes.asString();
                case IFLA_LINKINFO -> {
                    kind = kind(attributes.nested());
                    isForwarding = portState(attributes.nested()) == BR_STATE_FORWARDING;
                }
                case IFLA_ADDRESS ->
                        mac = attributes.length() == MAC_LENGTH ? attributes.asMac() : 0;
                case IFLA_MTU -> mtu = attributes.asInt();
                case IFLA_MASTER -> masterIndex = attributes.asInt();
                case IFLA_LINK -> peerIndex = attributes.asInt();
                case IFLA_LINK_NETNSID -> peerNamespaceId = attributes.asInt();
                case IFLA_GSO_MAX_SIZE -> gsoMaxSize = attributes.asInt();
                default -> {}
            }
        }
        return new Link(
                index,
                name,
                kind,
                mac,
                mtu,
                masterIndex,
                peerIndex,
                peerNamespaceId,
                (flags & IFF_UP) != 0,
                (flags & IFF_LOWER_UP) != 0,
                isForwarding,
                gsoMaxSize);
    }

    private static String kind(AttributeReader information) {
        while (information.next()) {
            if (information.type() == IFLA_INFO_KIND) {
                return information.asString();
            }
        }
        return "";
    }

    /** Of a port of a bridge; 0, which is down, if it is none. */
    private static int portState(AttributeReader information) {
        boolean isBridgePort = false;
        while (information.next()) {
            if (information.type() == IFLA_INFO_SLAVE_KIND) {
                isBridgePort = information.asString().equals("bridge");
            } else if (information.type() == IFLA_INFO_SLAVE_DATA && isBridgePort) {
                AttributeReader port = information.nested();
                while (port.next()) {
                    if (port.type() == IFLA_BRPORT_STATE) {
                        return port.asByte();
                    }
                }
            }
        }
        return 0;
    }
}
