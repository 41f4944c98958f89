package weave.kernel.link;

import static weave.linux.netlink.NeighbourConstants.NDA_DST;
import static weave.linux.netlink.NeighbourConstants.NDA_LLADDR;
import static weave.linux.netlink.NeighbourConstants.NDA_PORT;
import static weave.linux.netlink.NeighbourConstants.NDA_VNI;
import static weave.linux.netlink.NeighbourConstants.NTF_MASTER;
import static weave.linux.netlink.NeighbourConstants.NTF_SELF;
import static weave.linux.netlink.NeighbourConstants.NUD_NOARP;
import static weave.linux.netlink.NeighbourConstants.NUD_PERMANENT;
import static weave.linux.netlink.NeighbourConstants.NUD_REACHABLE;
import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_APPEND;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_EXCL;
import static weave.linux.netlink.NetlinkConstants.NLM_F_REPLACE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELNEIGH;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETNEIGH;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWNEIGH;
import static weave.linux.socket.SocketConstants.AF_BRIDGE;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.netlink.Ndmsg;

/**
 * The forwarding tables of the bridges and VXLAN devices of the network namespace that the opening
 * thread is in. A refusal by the kernel is a {@link LinuxException}. Threads may share it. What
 * changes in them is told as {@link FdbChange}.
 */
public final class Fdb implements AutoCloseable {
    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /** Adds an entry, of which there must be none for its MAC address: {@code EEXIST}. */
    public void add(FdbEntry entry) {
        socket.request(operation("add", entry), change(NLM_F_CREATE | NLM_F_EXCL, entry));
    }

    /**
     * Adds a further destination to the entry of a VXLAN device for a multicast address, or for 0:
     * frames then go to each. An entry for another address stays as it is.
     */
    public void append(FdbEntry entry) {
        socket.request(operation("append", entry), change(NLM_F_CREATE | NLM_F_APPEND, entry));
    }

    /** Sets an entry in place of what there is for its MAC address. */
    public void replace(FdbEntry entry) {
        socket.request(operation("replace", entry), change(NLM_F_CREATE | NLM_F_REPLACE, entry));
    }

    /**
     * {@link #replace} of many, with few system calls.
     *
     * @throws LinuxException the first refusal; the others are set
     */
    public void replaceAll(List<FdbEntry> entries) {
        List<RequestWriter> requests =
                entries.stream().map(entry -> change(NLM_F_CREATE | NLM_F_REPLACE, entry)).toList();
        String operation = "replace " + entries.size() + " forwarding entries";
        List<NetlinkSocket.Refusal> refusals = socket.requestAll(operation, requests);
        if (!refusals.isEmpty()) {
            NetlinkSocket.Refusal first = refusals.getFirst();
            String which = operation("replace", entries.get(first.index()));
            throw new LinuxException(which, first.reason().errno());
        }
    }

    /**
     * Removes an entry, or of several destinations the one that it names.
     *
     * @return false if there is none for its MAC address
     */
    public boolean remove(FdbEntry entry) {
        try {
            socket.request(operation("remove", entry), removal(entry));
            return true;
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ENOENT) {
                return false;
            }
            throw refused;
        }
    }

    /** The entries of a VXLAN device or a port of a bridge. */
    public List<FdbEntry> entries(Link link) {
        return entries("list forwarding entries of " + link.name(), link.index())
                // Without stricter checks, that kernels of old lack, it lists those of all links.
                .filter(entry -> entry.linkIndex() == link.index())
                .toList();
    }

    /** The entries of all bridges and VXLAN devices. */
    public List<FdbEntry> entries() {
        return entries("list forwarding entries", 0).toList();
    }

    private Stream<FdbEntry> entries(String operation, int linkIndex) {
        return socket.dump(operation, list(linkIndex)).stream()
                .filter(message -> message.type() == RTM_NEWNEIGH)
                .map(FdbEntry::of);
    }

    @Override
    public void close() {
        socket.close();
    }

    static RequestWriter change(int flags, FdbEntry entry) {
        return about(RTM_NEWNEIGH, flags, entry);
    }

    static RequestWriter removal(FdbEntry entry) {
        return about(RTM_DELNEIGH, 0, entry);
    }

    /**
     * @param linkIndex 0 for all
     */
    static RequestWriter list(int linkIndex) {
        RequestWriter request = new RequestWriter(RTM_GETNEIGH, 0);
        long body = request.body(Ndmsg.SIZE);
        Ndmsg.ndm_family(request.memory(), body, AF_BRIDGE);
        Ndmsg.ndm_ifindex(request.memory(), body, linkIndex);
        return request;
    }

    private static RequestWriter about(int type, int flags, FdbEntry entry) {
        RequestWriter request = new RequestWriter(type, flags);
        long body = request.body(Ndmsg.SIZE);
        Ndmsg.ndm_family(request.memory(), body, AF_BRIDGE);
        Ndmsg.ndm_ifindex(request.memory(), body, entry.linkIndex());
        int state = entry.isPermanent() ? NUD_PERMANENT | NUD_NOARP : NUD_REACHABLE;
        Ndmsg.ndm_state(request.memory(), body, state);
        Ndmsg.ndm_flags(request.memory(), body, entry.bridgeIndex() == 0 ? NTF_SELF : NTF_MASTER);
        request.putMac(NDA_LLADDR, entry.mac());
        if (entry.destination() != null) {
            request.putBytes(NDA_DST, entry.destination().getAddress());
        }
        if (entry.port() != 0) {
            request.putNetworkShort(NDA_PORT, entry.port());
        }
        if (entry.vni() != 0) {
            request.putInt(NDA_VNI, entry.vni());
        }
        return request;
    }

    private static String operation(String verb, FdbEntry entry) {
        return verb + " forwarding entry " + HexFormat.of().toHexDigits(entry.mac(), 12);
    }
}
