package weave.kernel.link;

import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_EXCL;
import static weave.linux.netlink.RtnetlinkConstants.IFA_ADDRESS;
import static weave.linux.netlink.RtnetlinkConstants.IFA_LOCAL;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELADDR;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETADDR;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWADDR;
import static weave.linux.socket.SocketConstants.AF_INET;
import static weave.linux.socket.SocketConstants.AF_INET6;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.Ifaddrmsg;

/**
 * The addresses of links in the network namespace that the opening thread is in. A refusal by the
 * kernel is a {@link weave.linux.LinuxException}. Threads may share it.
 */
public final class Addresses implements AutoCloseable {
    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /** All addresses of a link. */
    public List<LinkAddress> of(Link link) {
        RequestWriter request = new RequestWriter(RTM_GETADDR, 0);
        request.body(Ifaddrmsg.SIZE);
        return socket.dump("list addresses of " + link.name(), request).stream()
                .map(LinkAddress::of)
                .filter(address -> address.linkIndex() == link.index())
                .toList();
    }

    /** Gives a link a further address. */
    public void add(Link link, InetAddress address, int prefixLength) {
        socket.request(
                operation("add", address, prefixLength, "to", link),
                about(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, link, address, prefixLength));
    }

    /** Takes an address away from a link. */
    public void delete(Link link, InetAddress address, int prefixLength) {
        socket.request(
                operation("delete", address, prefixLength, "from", link),
                about(RTM_DELADDR, 0, link, address, prefixLength));
    }

    @Override
    public void close() {
        socket.close();
    }

    private static String operation(
            String verb, InetAddress address, int prefixLength, String preposition, Link link) {
        String text = address.getHostAddress() + "/" + prefixLength;
        return verb + " address " + text + " " + preposition + " " + link.name();
    }

    private static RequestWriter about(
            int type, int flags, Link link, InetAddress address, int prefixLength) {
        RequestWriter request = new RequestWriter(type, flags);
        long body = request.body(Ifaddrmsg.SIZE);
        Ifaddrmsg.ifa_family(
                request.memory(), body, address instanceof Inet4Address ? AF_INET : AF_INET6);
        Ifaddrmsg.ifa_prefixlen(request.memory(), body, prefixLength);
        Ifaddrmsg.ifa_index(request.memory(), body, link.index());
        return request.putBytes(IFA_LOCAL, address.getAddress())
                .putBytes(IFA_ADDRESS, address.getAddress());
    }
}
