package weave.kernel.link;

import static weave.linux.netlink.RtnetlinkConstants.RTAX_MTU;
import static weave.linux.netlink.RtnetlinkConstants.RTA_DST;
import static weave.linux.netlink.RtnetlinkConstants.RTA_ENCAP;
import static weave.linux.netlink.RtnetlinkConstants.RTA_GATEWAY;
import static weave.linux.netlink.RtnetlinkConstants.RTA_METRICS;
import static weave.linux.netlink.RtnetlinkConstants.RTA_OIF;
import static weave.linux.netlink.RtnetlinkConstants.RTA_PREFSRC;
import static weave.linux.netlink.RtnetlinkConstants.RTA_TABLE;
import static weave.linux.netlink.RtnetlinkConstants.RTA_VIA;
import static weave.linux.netlink.RtnetlinkConstants.RTN_UNICAST;
import static weave.linux.socket.SocketConstants.AF_INET;

import java.net.InetAddress;
import java.net.UnknownHostException;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Rtmsg;

/**
 * A route.
 *
 * @param destination the first address of where it leads to, IPv4 or IPv6
 * @param prefixLength in bits; 0 for the default route
 * @param linkIndex the link by which packets leave, 0 if there are several or none
 * @param gateway the next router; {@code null} if the destination is on the link
 * @param table the routing table's number
 * @param source our address for packets that have none; {@code null} if the route names none
 * @param mtu bytes of the longest packet, by what was configured or a router has said; 0 for as
 *     many as the link's
 * @param isPlain whether packets go unchanged to the gateway or the destination itself: not to us,
 *     to many or to nobody, and with nothing put around them
 */
public record Route(
        InetAddress destination,
        int prefixLength,
        int linkIndex,
        InetAddress gateway,
        int table,
        InetAddress source,
        int mtu,
        boolean isPlain) {
    static Route of(NetlinkMessage message) {
        long body = message.body(Rtmsg.SIZE);
        boolean isIpv4 = Rtmsg.rtm_family(message.memory(), body) == AF_INET;
        byte[] destination = new byte[isIpv4 ? 4 : 16];
        byte[] gateway = null;
        byte[] source = null;
        int linkIndex = 0;
        int mtu = 0;
        boolean isPlain = Rtmsg.rtm_type(message.memory(), body) == RTN_UNICAST;
        int table = Rtmsg.rtm_table(message.memory(), body);
        AttributeReader attributes = message.attributes(Rtmsg.SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case RTA_DST -> destination = attributes.asBytes();
                case RTA_GATEWAY -> gateway = attributes.asBytes();
                case RTA_OIF -> linkIndex = attributes.asInt();
                case RTA_PREFSRC -> source = attributes.asBytes();
                case RTA_METRICS -> mtu = mtu(attributes.nested());
                case RTA_VIA, RTA_ENCAP -> isPlain = false;
                case RTA_TABLE -> table = attributes.asInt();
                default -> {}
            }
        }
        return new Route(
                address(destination),
                Rtmsg.rtm_dst_len(message.memory(), body),
                linkIndex,
                gateway == null ? null : address(gateway),
                table,
                source == null ? null : address(source),
                mtu,
                isPlain);
    }

    /** Where packets for a destination that takes this route go next. */
    public InetAddress nextHop(InetAddress destination) {
        return gateway == null ? destination : gateway;
    }

    /** Bytes of the longest packet by this route, whose link this is. */
    public int mtuBy(Link link) {
        return mtu == 0 ? link.mtu() : Math.min(mtu, link.mtu());
    }

    private static int mtu(AttributeReader metrics) {
        while (metrics.next()) {
            if (metrics.type() == RTAX_MTU) {
                return metrics.asInt();
            }
        }
        return 0;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new MalformedMessageException("an address of " + bytes.length + " bytes");
        }
    }
}
