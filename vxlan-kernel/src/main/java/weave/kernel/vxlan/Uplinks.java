package weave.kernel.vxlan;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import weave.core.udp.UdpAddress;
import weave.kernel.link.Link;
import weave.kernel.link.Route;
import weave.kernel.link.Routes;
import weave.linux.Errno;
import weave.linux.LinuxException;

/**
 * The links by which VXLAN of the neighbours arrives and leaves: each has a {@link
 * SteeringProgram}, and there is a plain VXLAN device that it steers to; and what is for a
 * neighbour is sent by its link directly, where it may be. Only an improvement: without, everything
 * goes by the other device. One thread.
 */
final class Uplinks implements AutoCloseable {
    private static final int NO_PORT = 0;

    private final VxlanConfig config;
    private final Devices devices;
    private final SettingsEntry settings;
    private final PeerEntries peers;
    private final Refusals refusals;
    private final Routes routes = new Routes();

    /** A neighbour, as it was told. */
    private record Target(int ip, int udpPort, boolean encrypted) {}

    private final Map<Long, Target> targets = new HashMap<>();

    /** The names of those that have the program, by index. */
    private final Map<Integer, String> served = new ConcurrentHashMap<>();

    /** The names of those by which frames leave directly, by neighbour. */
    private final Map<Long, String> leading = new ConcurrentHashMap<>();

    /** Whether there is something to steer to, and the kernel can. */
    private boolean isPrepared;

    /** Whether frames may leave past the packet filter. */
    private volatile boolean directAllowed;

    Uplinks(
            VxlanConfig config,
            Devices devices,
            SettingsEntry settings,
            PeerEntries peers,
            Refusals refusals) {
        this.config = config;
        this.devices = devices;
        this.settings = settings;
        this.peers = peers;
        this.refusals = refusals;
    }

    /** Makes what packets are steered to, or takes over a predecessor's. */
    void prepare() {
        refusals.attempt(
                "receive VXLAN by a plain device",
                () -> {
                    devices.prepareSteering();
                    devices.plain()
                            .filter(device -> settings.plainPort() != NO_PORT)
                            .ifPresentOrElse(devices::attachPlain, this::makePlain);
                    isPrepared = true;
                });
    }

    private void makePlain() {
        settings.plainPort(NO_PORT);
        int port = freePort();
        devices.makePlain(port, config.self());
        settings.plainPort(port);
    }

    /** One that nobody asked for, and that the kernel gives to nobody while the device has it. */
    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new LinuxException("find a free UDP port", Errno.EADDRINUSE, none.getMessage());
        }
    }

    /** What is to be from the next look on; any thread. */
    void direct(boolean allowed) {
        directAllowed = allowed;
    }

    /** A neighbour at an address. */
    void neighbour(long peer, int ip, int udpPort, boolean encrypted) {
        Target target = new Target(ip, udpPort, encrypted);
        Target before = targets.put(peer, target);
        if (isEncrypted(target) || isEncrypted(before)) {
            // That concerns whoever else is at the same address.
            lookAtRoutes();
        } else {
            serve(peer);
        }
    }

    void forget(long peer) {
        Target before = targets.remove(peer);
        lead(peer, DirectWay.NONE, "");
        if (isEncrypted(before)) {
            lookAtRoutes();
        }
    }

    private static boolean isEncrypted(Target target) {
        return target != null && target.encrypted;
    }

    /** Links or routes may be others, somebody may have taken something away. */
    void look() {
        if (devices.plain().isEmpty()) {
            prepare();
        }
        served.keySet().removeIf(index -> !isServed(index));
        lookAtRoutes();
    }

    /** Routes may be others. */
    void lookAtRoutes() {
        targets.keySet().forEach(this::serve);
    }

    private boolean isServed(int index) {
        return devices.links().byIndex(index).filter(link -> devices.isUplink(link)).isPresent();
    }

    private void serve(long peer) {
        Target target = targets.get(peer);
        if (!mayLead(target)) {
            lead(peer, DirectWay.NONE, "");
        }
        if (!target.encrypted) {
            refusals.attempt("look up routes to neighbours", () -> serve(peer, target));
        }
    }

    private void serve(long peer, Target target) {
        Optional<Route> route = routes.to(UdpAddress.inetOf(target.ip));
        Optional<Link> link =
                route.flatMap(found -> devices.links().byIndex(found.linkIndex()))
                        .filter(Uplinks::isEthernet);
        if (link.isPresent() && mayLead(target) && leads(route.get())) {
            lead(peer, way(target, route.get(), link.get()), link.get().name());
        } else {
            lead(peer, DirectWay.NONE, "");
        }
        link.ifPresent(this::steer);
    }

    private void steer(Link link) {
        if (isPrepared && !served.containsKey(link.index())) {
            refusals.attempt(
                    "steer VXLAN to a plain device",
                    () -> {
                        devices.attachUplink(link);
                        served.put(link.index(), link.name());
                    });
        }
    }

    private boolean mayLead(Target target) {
        return directAllowed
                && targets.values().stream()
                        .noneMatch(other -> other.encrypted && other.ip == target.ip);
    }

    /** Whether it is all that happens to a packet on its way to the link. */
    private static boolean leads(Route route) {
        return route.isPlain() && route.source() != null;
    }

    private static DirectWay way(Target target, Route route, Link link) {
        InetAddress nextHop = route.nextHop(UdpAddress.inetOf(target.ip));
        return DirectWay.by(
                link.index(),
                route.mtuBy(link),
                target.udpPort,
                number(route.source()),
                number(nextHop));
    }

    private static int number(InetAddress ip) {
        return UdpAddress.ipOf((Inet4Address) ip);
    }

    private void lead(long peer, DirectWay way, String linkName) {
        peers.way(peer, way);
        if (way.equals(DirectWay.NONE)) {
            leading.remove(peer);
        } else {
            leading.put(peer, linkName);
        }
    }

    /** Others have no header, or one of their own, before that of IP. */
    private static boolean isEthernet(Link link) {
        return link.mac() != 0;
    }

    /** One line each; any thread. */
    List<String> list() {
        Stream<String> from =
                served.values().stream()
                        .sorted()
                        .map(name -> "from " + name + " straight to containers");
        Stream<String> to =
                leading.values().stream()
                        .distinct()
                        .sorted()
                        .map(name -> "from containers straight to " + name);
        return Stream.concat(from, to).toList();
    }

    /** Nobody looks any more whether frames may leave directly. */
    @Override
    public void close() {
        targets.keySet().forEach(peer -> lead(peer, DirectWay.NONE, ""));
        routes.close();
    }
}
