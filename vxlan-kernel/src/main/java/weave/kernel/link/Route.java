package weave.kernel.link;

import static weave.linux.netlink.RtnetlinkConstants.RTA_DST;
import static weave.linux.netlink.RtnetlinkConstants.RTA_GATEWAY;
import static weave.linux.netlink.RtnetlinkConstants.RTA_OIF;
import static weave.linux.netlink.RtnetlinkConstants.RTA_TABLE;
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
 */
public record Route(
        InetAddress destination, int prefixLength, int linkIndex, InetAddress gateway, int table) {
    static Route of(NetlinkMessage message) {
        long body = message.body(Rtmsg.SIZE);
        boolean isIpv4 = Rtmsg.rtm_family(message.memory(), body) == AF_INET;
        byte[] destination = new byte[isIpv4 ? 4 : 16];
        byte[] gateway = null;
        int linkIndex = 0;
        int table = Rtmsg.rtm_table(message.memory(), body);
        AttributeReader attributes = message.attributes(Rtmsg.SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case RTA_DST -> destination = attributes.asBytes();
                case RTA_GATEWAY -> gateway = attributes.asBytes();
                case RTA_OIF -> linkIndex = attributes.asInt();
                case RTA_TABLE -> table = attributes.asInt();
                default -> {}
            }
        }
        return new Route(
                address(destination),
                Rtmsg.rtm_dst_len(message.memory(), body),
                linkIndex,
                gateway == null ? null : address(gateway),
                table);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new MalformedMessageException("an address of " + bytes.length + " bytes");
        }
    }
}
