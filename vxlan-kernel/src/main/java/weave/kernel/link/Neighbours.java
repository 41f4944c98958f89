package weave.kernel.link;

import static weave.linux.netlink.NeighbourConstants.NDA_DST;
import static weave.linux.netlink.NeighbourConstants.NDA_LLADDR;
import static weave.linux.netlink.NeighbourConstants.NTF_USE;
import static weave.linux.netlink.NeighbourConstants.NUD_PERMANENT;
import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_REPLACE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELNEIGH;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETNEIGH;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWNEIGH;
import static weave.linux.socket.SocketConstants.AF_INET;
import static weave.linux.socket.SocketConstants.AF_INET6;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.netlink.Ndmsg;

/**
 * Whose address is whose on the links of the network namespace that the opening thread is in, as
 * far as the kernel had to find out. A refusal by the kernel is a {@link
 * weave.linux.LinuxException}. Threads may share it.
 */
public final class Neighbours implements AutoCloseable {
    private static final int STATE_AS_IT_IS = 0;

    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /** The MAC address behind an IP address on a link, 48 bits; empty if the kernel has none. */
    public OptionalLong macOf(Link link, InetAddress address) {
        return of(link).stream()
                .filter(neighbour -> neighbour.mac() != 0 && address.equals(neighbour.address()))
                .mapToLong(Neighbour::mac)
                .findFirst();
    }

    /** The neighbours of a link. */
    public List<Neighbour> of(Link link) {
        return socket.dump("list neighbours of " + link.name(), list()).stream()
                .map(Neighbour::of)
                .filter(neighbour -> neighbour.linkIndex() == link.index())
                .toList();
    }

    /** Says for good whose an address is, in place of what the kernel found out or was told. */
    public void replace(Link link, InetAddress address, long mac) {
        socket.request(
                "replace neighbour " + address.getHostAddress() + " of " + link.name(),
                replacement(link.index(), address, mac));
    }

    /** Has the kernel find out, or make sure, whose an address is, as if we had sent to it. */
    public void use(Link link, InetAddress address) {
        socket.request(
                "use neighbour " + address.getHostAddress() + " of " + link.name(),
                use(link.index(), address));
    }

    /** Has the kernel forget whose an address is; false if it did not know. */
    public boolean remove(Link link, InetAddress address) {
        String operation = "remove neighbour " + address.getHostAddress() + " of " + link.name();
        try {
            socket.request(operation, removal(link.index(), address));
            return true;
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ENOENT) {
                return false;
            }
            throw refused;
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    static RequestWriter list() {
        RequestWriter request = new RequestWriter(RTM_GETNEIGH, 0);
        request.body(Ndmsg.SIZE);
        return request;
    }

    static RequestWriter replacement(int linkIndex, InetAddress address, long mac) {
        int flags = NLM_F_CREATE | NLM_F_REPLACE;
        return about(RTM_NEWNEIGH, flags, linkIndex, NUD_PERMANENT, 0, address)
                .putMac(NDA_LLADDR, mac);
    }

    static RequestWriter use(int linkIndex, InetAddress address) {
        int flags = NLM_F_CREATE | NLM_F_REPLACE;
        return about(RTM_NEWNEIGH, flags, linkIndex, STATE_AS_IT_IS, NTF_USE, address);
    }

    static RequestWriter removal(int linkIndex, InetAddress address) {
        return about(RTM_DELNEIGH, 0, linkIndex, NUD_PERMANENT, 0, address);
    }

    private static RequestWriter about(
            int type,
            int flags,
            int linkIndex,
            int state,
            int neighbourFlags,
            InetAddress address) {
        RequestWriter request = new RequestWriter(type, flags);
        long body = request.body(Ndmsg.SIZE);
        int family = address instanceof Inet4Address ? AF_INET : AF_INET6;
        Ndmsg.ndm_family(request.memory(), body, family);
        Ndmsg.ndm_ifindex(request.memory(), body, linkIndex);
        Ndmsg.ndm_state(request.memory(), body, state);
        Ndmsg.ndm_flags(request.memory(), body, neighbourFlags);
        return request.putBytes(NDA_DST, address.getAddress());
    }
}
