package weave.kernel.link;

import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETNEIGH;

import java.net.InetAddress;
import java.util.OptionalLong;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.Ndmsg;

/**
 * Whose address is whose on the links of the network namespace that the opening thread is in, as
 * far as the kernel had to find out. A refusal by the kernel is a {@link
 * weave.linux.LinuxException}. Threads may share it.
 */
public final class Neighbours implements AutoCloseable {
    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /** The MAC address behind an IP address on a link, 48 bits; empty if the kernel has none. */
    public OptionalLong macOf(Link link, InetAddress address) {
        RequestWriter request = new RequestWriter(RTM_GETNEIGH, 0);
        request.body(Ndmsg.SIZE);
        return socket.dump("list neighbours of " + link.name(), request).stream()
                .map(Neighbour::of)
                .filter(neighbour -> neighbour.linkIndex() == link.index())
                .filter(neighbour -> neighbour.mac() != 0 && neighbour.has(address))
                .mapToLong(Neighbour::mac)
                .findFirst();
    }

    @Override
    public void close() {
        socket.close();
    }
}
