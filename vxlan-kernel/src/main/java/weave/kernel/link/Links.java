package weave.kernel.link;

import static weave.linux.netlink.IfLinkConstants.IFF_UP;
import static weave.linux.netlink.IfLinkConstants.IFLA_ADDRESS;
import static weave.linux.netlink.IfLinkConstants.IFLA_GSO_MAX_SIZE;
import static weave.linux.netlink.IfLinkConstants.IFLA_IFNAME;
import static weave.linux.netlink.IfLinkConstants.IFLA_LINKINFO;
import static weave.linux.netlink.IfLinkConstants.IFLA_MASTER;
import static weave.linux.netlink.IfLinkConstants.IFLA_MTU;
import static weave.linux.netlink.IfLinkConstants.IFLA_NET_NS_FD;
import static weave.linux.netlink.IfLinkConstants.IFLA_NET_NS_PID;
import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_EXCL;
import static weave.linux.netlink.RtnetlinkConstants.NETNSA_FD;
import static weave.linux.netlink.RtnetlinkConstants.NETNSA_NSID;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELLINK;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETLINK;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETNSID;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWLINK;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.netlink.Ifinfomsg;
import weave.linux.netlink.Rtgenmsg;

/**
 * The interfaces of the network namespace that the opening thread is in. A refusal by the kernel is
 * a {@link LinuxException} that says in words what was tried. Threads may share it.
 */
public final class Links implements AutoCloseable {
    private static final int MAC_DIGITS = 12;
    private static final HexFormat MAC_TEXT = HexFormat.ofDelimiter(":");

    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /** All of them. */
    public List<Link> all() {
        RequestWriter request = about(RTM_GETLINK, 0, 0);
        return socket.dump("list links", request).stream().map(Link::of).toList();
    }

    /** The one of that name, if there is one. */
    public Optional<Link> byName(String name) {
        return find("find link " + name, about(RTM_GETLINK, 0, 0).putString(IFLA_IFNAME, name));
    }

    /** The one of that index, if there is one. */
    public Optional<Link> byIndex(int index) {
        return find("find link " + index, about(RTM_GETLINK, 0, index));
    }

    /**
     * Makes a bridge that forwards at once and to everyone: no spanning tree, no delay of new
     * ports, no snooping of multicast groups. It is down.
     *
     * @param mac 48 bits, the first byte being the most significant
     * @param mtu bytes; it then keeps it whatever its ports have
     */
    public Link createBridge(String name, long mac, int mtu) {
        RequestWriter request =
                about(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0)
                        .putString(IFLA_IFNAME, name)
                        .putMac(IFLA_ADDRESS, mac)
                        .putNested(IFLA_LINKINFO, LinkKinds::bridge);
        socket.request("create bridge " + name, request);
        Link bridge = created(name);
        try {
            // Not in the first request: the kernel then takes it for a default and lets ports lower
            // it.
            setMtu(bridge, mtu);
        } catch (LinuxException refused) {
            delete(bridge);
            throw refused;
        }
        return created(name);
    }

    /** Makes two Ethernet interfaces, each receiving what the other sends. Both are down. */
    public Link createVethPair(String name, String peerName, int mtu) {
        RequestWriter request =
                about(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0)
                        .putString(IFLA_IFNAME, name)
                        .putInt(IFLA_MTU, mtu)
                        .putNested(
                                IFLA_LINKINFO,
                                information ->
                                        LinkKinds.veth(
                                                information,
                                                peer -> LinkKinds.vethEnd(peer, peerName, mtu)));
        socket.request("create veth pair " + name + ", " + peerName, request);
        return created(name);
    }

    /**
     * Makes such a pair with the second end in another namespace from the start, so that it may
     * have a name there that is taken here. Both are down.
     *
     * @param peerNamespace where {@code peerName} is to be
     */
    public Link createVethPair(String name, String peerName, Namespace peerNamespace, int mtu) {
        RequestWriter request =
                about(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0)
                        .putString(IFLA_IFNAME, name)
                        .putInt(IFLA_MTU, mtu)
                        .putNested(
                                IFLA_LINKINFO,
                                information ->
                                        LinkKinds.veth(
                                                information,
                                                peer ->
                                                        LinkKinds.vethEnd(peer, peerName, mtu)
                                                                .putInt(
                                                                        IFLA_NET_NS_FD,
                                                                        peerNamespace.number())));
        socket.request("create veth pair " + name + ", " + peerName, request);
        return created(name);
    }

    /**
     * Makes a VXLAN device that has no remote host and no VNI of its own: each packet brings them
     * along, as a BPF program or a route set them, and those that arrive carry where they came
     * from. It learns nothing. Checksums of the outer UDP header are neither made nor wanted. It is
     * down.
     *
     * @param mac 48 bits, the first byte being the most significant
     * @param mtu bytes of the largest packet inside
     * @param port the UDP port that it receives on, and sends to
     */
    public Link createVxlan(String name, long mac, int mtu, int port) {
        socket.request("create VXLAN device " + name, vxlan(name, mac, mtu, port));
        return created(name);
    }

    /**
     * Makes a VXLAN device that receives what has one tunnel id, and knows nobody to send to. It is
     * down.
     *
     * @param mac 48 bits, the first byte being the most significant
     * @param mtu bytes of the largest packet inside
     * @param id 24 bits
     * @param port the UDP port that it receives on
     */
    public Link createPlainVxlan(String name, long mac, int mtu, int id, int port) {
        RequestWriter request =
                about(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0)
                        .putInt(IFLA_MTU, mtu)
                        .putMac(IFLA_ADDRESS, mac)
                        .putString(IFLA_IFNAME, name)
                        .putNested(
                                IFLA_LINKINFO,
                                information -> LinkKinds.plainVxlan(information, id, port));
        socket.request("create VXLAN device " + name, request);
        return created(name);
    }

    /** Switches it on. */
    public void setUp(Link link) {
        setFlag(link, IFF_UP, "set " + link.name() + " up");
    }

    /** Switches it off. */
    public void setDown(Link link) {
        setFlag(link, 0, "set " + link.name() + " down");
    }

    /** Makes it a port of a bridge. */
    public void setMaster(Link link, Link bridge) {
        socket.request(
                "put " + link.name() + " on " + bridge.name(),
                change(link).putInt(IFLA_MASTER, bridge.index()));
    }

    /** Takes it off its bridge. */
    public void clearMaster(Link link) {
        socket.request(
                "take " + link.name() + " off its bridge", change(link).putInt(IFLA_MASTER, 0));
    }

    /** Sets whether a port of a bridge is also sent what came from it: hairpin mode. */
    public void setHairpin(Link port, boolean enabled) {
        socket.request(
                "set hairpin mode of " + port.name() + " to " + enabled,
                change(port)
                        .putNested(
                                IFLA_LINKINFO,
                                information -> LinkKinds.hairpin(information, enabled)));
    }

    /** Sets its 48-bit MAC address. */
    public void setMac(Link link, long mac) {
        socket.request(
                "set MAC of " + link.name() + " to " + text(mac),
                change(link).putMac(IFLA_ADDRESS, mac));
    }

    /** Sets the bytes of its largest packet. */
    public void setMtu(Link link, int mtu) {
        socket.request("set MTU of " + link.name() + " to " + mtu, mtu(link.index(), mtu));
    }

    /**
     * Sets whether a bridge looks into IGMP and MLD and sends multicast only where somebody joined.
     * Links made by {@link #createBridge} do not.
     */
    public void setMulticastSnooping(Link bridge, boolean enabled) {
        socket.request(
                "set multicast snooping of " + bridge.name() + " to " + enabled,
                change(bridge)
                        .putNested(
                                IFLA_LINKINFO,
                                information -> LinkKinds.snooping(information, enabled)));
    }

    /** Sets the bytes of the largest super-frame that is handed to it. */
    public void setGsoMaxSize(Link link, int size) {
        socket.request(
                "set largest super-frame of " + link.name() + " to " + size,
                change(link).putInt(IFLA_GSO_MAX_SIZE, size));
    }

    /** Renames it; {@code link} keeps its index and so remains usable. */
    public void setName(Link link, String name) {
        socket.request(
                "rename " + link.name() + " to " + name, change(link).putString(IFLA_IFNAME, name));
    }

    /** Moves it into the namespace behind the descriptor; it is then no longer here. */
    public void moveToNamespace(Link link, int fd) {
        socket.request(
                "move " + link.name() + " to another namespace",
                change(link).putInt(IFLA_NET_NS_FD, fd));
    }

    /** Moves it into the namespace of a process; it is then no longer here. */
    public void moveToNamespaceOf(Link link, int pid) {
        socket.request(
                "move " + link.name() + " to the namespace of process " + pid,
                change(link).putInt(IFLA_NET_NS_PID, pid));
    }

    /**
     * How this namespace counts another one, as in {@link Link#peerNamespaceId}.
     *
     * @return -1 if it has nothing to do with it
     */
    public int idOf(Namespace other) {
        RequestWriter request = new RequestWriter(RTM_GETNSID, 0);
        request.body(Rtgenmsg.SIZE);
        request.putInt(NETNSA_FD, other.number());
        for (NetlinkMessage answer : socket.request("identify namespace " + other, request)) {
            AttributeReader attributes = answer.attributes(Rtgenmsg.SIZE);
            while (attributes.next()) {
                if (attributes.type() == NETNSA_NSID) {
                    return attributes.asInt();
                }
            }
        }
        return -1;
    }

    /** Removes it, and with one end of a veth pair the other. */
    public void delete(Link link) {
        socket.request("delete " + link.name(), about(RTM_DELLINK, 0, link.index()));
    }

    @Override
    public void close() {
        socket.close();
    }

    private Optional<Link> find(String operation, RequestWriter request) {
        try {
            List<NetlinkMessage> answers = socket.request(operation, request);
            return answers.stream().filter(m -> m.type() == RTM_NEWLINK).map(Link::of).findFirst();
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private Link created(String name) {
        return byName(name)
                .orElseThrow(() -> new LinuxException("find new link " + name, Errno.ENODEV));
    }

    private void setFlag(Link link, int value, String operation) {
        RequestWriter request = new RequestWriter(RTM_NEWLINK, 0);
        long body = request.body(Ifinfomsg.SIZE);
        Ifinfomsg.ifi_index(request.memory(), body, link.index());
        Ifinfomsg.ifi_flags(request.memory(), body, value);
        Ifinfomsg.ifi_change(request.memory(), body, IFF_UP);
        socket.request(operation, request);
    }

    static RequestWriter vxlan(String name, long mac, int mtu, int port) {
        return about(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0)
                .putInt(IFLA_MTU, mtu)
                .putMac(IFLA_ADDRESS, mac)
                .putString(IFLA_IFNAME, name)
                .putNested(IFLA_LINKINFO, information -> LinkKinds.vxlan(information, port));
    }

    static RequestWriter mtu(int linkIndex, int mtu) {
        return about(RTM_NEWLINK, 0, linkIndex).putInt(IFLA_MTU, mtu);
    }

    private static RequestWriter change(Link link) {
        return about(RTM_NEWLINK, 0, link.index());
    }

    private static RequestWriter about(int type, int flags, int index) {
        RequestWriter request = new RequestWriter(type, flags);
        Ifinfomsg.ifi_index(request.memory(), request.body(Ifinfomsg.SIZE), index);
        return request;
    }

    private static String text(long mac) {
        HexFormat plain = HexFormat.of();
        return MAC_TEXT.formatHex(plain.parseHex(plain.toHexDigits(mac, MAC_DIGITS)));
    }
}
