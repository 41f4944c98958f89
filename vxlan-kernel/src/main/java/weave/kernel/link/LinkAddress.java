package weave.kernel.link;

import static weave.linux.netlink.RtnetlinkConstants.IFA_ADDRESS;
import static weave.linux.netlink.RtnetlinkConstants.IFA_LOCAL;

import java.net.InetAddress;
import java.net.UnknownHostException;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Ifaddrmsg;

/**
 * An address of a link and how much of it the whole network shares.
 *
 * @param linkIndex the link's index
 * @param address IPv4 or IPv6
 * @param prefixLength in bits
 */
public record LinkAddress(int linkIndex, InetAddress address, int prefixLength) {
    static LinkAddress of(NetlinkMessage message) {
        long body = message.body(Ifaddrmsg.SIZE);
        int linkIndex = Ifaddrmsg.ifa_index(message.memory(), body);
        int prefixLength = Ifaddrmsg.ifa_prefixlen(message.memory(), body);
        byte[] local = {};
        AttributeReader attributes = message.attributes(Ifaddrmsg.SIZE);
        while (attributes.next()) {
            // IPv6 has IFA_ADDRESS only; of a point-to-point link that is the other end's.
            boolean isSecondBest = attributes.type() == IFA_ADDRESS && local.length == 0;
            if (attributes.type() == IFA_LOCAL || isSecondBest) {
                local = attributes.asBytes();
            }
        }
        return new LinkAddress(linkIndex, address(local), prefixLength);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new MalformedMessageException("an address of " + bytes.length + " bytes");
        }
    }
}
