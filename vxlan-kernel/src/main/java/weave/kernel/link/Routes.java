package weave.kernel.link;

import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_EXCL;
import static weave.linux.netlink.RtnetlinkConstants.RTA_DST;
import static weave.linux.netlink.RtnetlinkConstants.RTA_OIF;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTN_UNICAST;
import static weave.linux.netlink.RtnetlinkConstants.RTPROT_BOOT;
import static weave.linux.netlink.RtnetlinkConstants.RT_SCOPE_LINK;
import static weave.linux.netlink.RtnetlinkConstants.RT_TABLE_MAIN;
import static weave.linux.socket.SocketConstants.AF_INET;
import static weave.linux.socket.SocketConstants.AF_INET6;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.netlink.Rtmsg;

/**
 * The routes of the network namespace that the opening thread is in. A refusal by the kernel is a
 * {@link LinuxException}. Threads may share it.
 */
public final class Routes implements AutoCloseable {
    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /** The IPv4 routes of the main table. */
    public List<Route> all() {
        RequestWriter request = new RequestWriter(RTM_GETROUTE, 0);
        Rtmsg.rtm_family(request.memory(), request.body(Rtmsg.SIZE), AF_INET);
        return socket.dump("list routes", request).stream()
                .map(Route::of)
                .filter(route -> route.table() == RT_TABLE_MAIN)
                .toList();
    }

    /** The route that a packet to an address takes; empty if there is none. */
    public Optional<Route> to(Inet4Address destination) {
        RequestWriter request = new RequestWriter(RTM_GETROUTE, 0);
        long body = request.body(Rtmsg.SIZE);
        Rtmsg.rtm_family(request.memory(), body, AF_INET);
        Rtmsg.rtm_dst_len(request.memory(), body, Integer.SIZE);
        request.putBytes(RTA_DST, destination.getAddress());
        String operation = "look up the route to " + destination.getHostAddress();
        try {
            return socket.request(operation, request).stream()
                    .filter(answer -> answer.type() == RTM_NEWROUTE)
                    .map(Route::of)
                    .findFirst();
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ENETUNREACH || refused.errno() == Errno.EHOSTUNREACH) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Says that a network is on a link, with no router between; nothing if that was said. */
    public void addOnLink(Link link, InetAddress destination, int prefixLength) {
        RequestWriter request = new RequestWriter(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
        long body = request.body(Rtmsg.SIZE);
        int family = destination instanceof Inet4Address ? AF_INET : AF_INET6;
        Rtmsg.rtm_family(request.memory(), body, family);
        Rtmsg.rtm_dst_len(request.memory(), body, prefixLength);
        Rtmsg.rtm_table(request.memory(), body, RT_TABLE_MAIN);
        Rtmsg.rtm_protocol(request.memory(), body, RTPROT_BOOT);
        Rtmsg.rtm_scope(request.memory(), body, RT_SCOPE_LINK);
        Rtmsg.rtm_type(request.memory(), body, RTN_UNICAST);
        request.putBytes(RTA_DST, destination.getAddress()).putInt(RTA_OIF, link.index());
        String route = destination.getHostAddress() + "/" + prefixLength + " dev " + link.name();
        try {
            socket.request("add route " + route, request);
        } catch (LinuxException refused) {
            if (refused.errno() != Errno.EEXIST) {
                throw refused;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
