package weave.kernel.netfilter;

import static weave.linux.netlink.IfLinkConstants.IFLA_BR_NF_CALL_ARPTABLES;
import static weave.linux.netlink.IfLinkConstants.IFLA_BR_NF_CALL_IP6TABLES;
import static weave.linux.netlink.IfLinkConstants.IFLA_BR_NF_CALL_IPTABLES;
import static weave.linux.netlink.IfLinkConstants.IFLA_INFO_DATA;
import static weave.linux.netlink.IfLinkConstants.IFLA_LINKINFO;
import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETLINK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.LinuxException;
import weave.linux.netlink.Ifinfomsg;

/**
 * Which rules frames come to that a bridge passes on, by the kernel's {@code br_netfilter}: a
 * setting for all bridges of a network namespace, or one of a bridge, is enough.
 *
 * @param iptables whether those of IPv4
 * @param ip6tables whether those of IPv6
 * @param arptables whether those of ARP
 */
public record BridgeNetfilter(boolean iptables, boolean ip6tables, boolean arptables) {
    private static final String SETTINGS = "/proc/sys/net/bridge/bridge-nf-call-";

    /**
     * As it is for one bridge of the calling thread's network namespace.
     *
     * @throws LinuxException if the kernel refuses
     * @throws IOException if a setting cannot be read
     */
    public static BridgeNetfilter of(int bridgeIndex) throws IOException {
        boolean[] own = own(bridgeIndex);
        return new BridgeNetfilter(
                own[0] || isSet("iptables"),
                own[1] || isSet("ip6tables"),
                own[2] || isSet("arptables"));
    }

    private static boolean isSet(String setting) throws IOException {
        try {
            return !Files.readString(Path.of(SETTINGS + setting)).strip().equals("0");
        } catch (NoSuchFileException withoutBrNetfilter) {
            return false;
        }
    }

    /** The bridge's own settings, in the order of the components. */
    private static boolean[] own(int bridgeIndex) {
        boolean[] calls = new boolean[3];
        try (NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE)) {
            RequestWriter request = new RequestWriter(RTM_GETLINK, 0);
            long body = request.body(Ifinfomsg.SIZE);
            Ifinfomsg.ifi_index(request.memory(), body, bridgeIndex);
            for (NetlinkMessage answer : socket.request("find link " + bridgeIndex, request)) {
                AttributeReader attributes = answer.attributes(Ifinfomsg.SIZE);
                while (attributes.next()) {
                    if (attributes.type() == IFLA_LINKINFO) {
                        readInformation(attributes.nested(), calls);
                    }
                }
            }
        }
        return calls;
    }

    private static void readInformation(AttributeReader information, boolean[] calls) {
        while (information.next()) {
            if (information.type() == IFLA_INFO_DATA) {
                AttributeReader data = information.nested();
                while (data.next()) {
                    switch (data.type()) {
                        case IFLA_BR_NF_CALL_IPTABLES -> calls[0] = data.asByte() != 0;
                        case IFLA_BR_NF_CALL_IP6TABLES -> calls[1] = data.asByte() != 0;
                        case IFLA_BR_NF_CALL_ARPTABLES -> calls[2] = data.asByte() != 0;
                        default -> {}
                    }
                }
            }
        }
    }
}
