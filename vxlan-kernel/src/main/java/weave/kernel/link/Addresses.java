package weave.kernel.link;

import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_EXCL;
import static weave.linux.netlink.RtnetlinkConstants.IFA_ADDRESS;
import static weave.linux.netlink.RtnetlinkConstants.IFA_BROADCAST;
import static weave.linux.netlink.RtnetlinkConstants.IFA_LOCAL;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELADDR;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETADDR;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWADDR;
import static weave.linux.socket.SocketConstants.AF_INET;
import static weave.linux.socket.SocketConstants.AF_INET6;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.Ifaddrmsg;

/**
 * The addresses of links in the network namespace that the opening thread is in. A refusal by the
 * kernel is a {@link weave.linux.LinuxException}. Threads may share it.
 */
public final class Addresses implements AutoCloseable {
    /** Longer ones have no address to spare (RFC 3021). */
    private static final int BROADCAST_PREFIX_MAX = 30;

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
        byte[] bytes = address.getAddress();
        request.putBytes(IFA_LOCAL, bytes).putBytes(IFA_ADDRESS, bytes);
        if (address instanceof Inet4Address && prefixLength <= BROADCAST_PREFIX_MAX) {
            request.putBytes(IFA_BROADCAST, broadcast(bytes, prefixLength));
        }
        return request;
    }

    /** The network's last address: all ones behind the prefix. */
    private static byte[] broadcast(byte[] address, int prefixLength) {
        int hosts = prefixLength == 0 ? -1 : (1 << Integer.SIZE - prefixLength) - 1;
        return ByteBuffer.allocate(Integer.BYTES)
                .putInt(ByteBuffer.wrap(address).getInt() | hosts)
                .array();
    }
}
