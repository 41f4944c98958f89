package weave.kernel.uplink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import weave.core.udp.NextHops.NextHop;
import weave.core.udp.UdpAddress;
import weave.kernel.link.Addresses;
import weave.kernel.link.Link;
import weave.kernel.link.LinkAddress;
import weave.kernel.link.Links;
import weave.kernel.link.Neighbour;
import weave.kernel.link.Neighbours;
import weave.kernel.link.Route;
import weave.kernel.link.Routes;
import weave.linux.LinuxException;

/**
 * Finds out by which next hops of a link destinations are reached, from what the kernel knows at
 * the moment. What it does not know yet, what it reaches by another link, and what it puts
 * something around, is left out: that is the kernel's to send. In the network namespace of the
 * thread that makes it; one thread.
 */
public final class NextHopSearch implements AutoCloseable {
    private final int linkIndex;
    private final Inet4Address onlySource;
    private final Links links = new Links();
    private final Routes routes = new Routes();
    private final Neighbours neighbours = new Neighbours();
    private final Addresses addresses = new Addresses();

    /**
     * @param linkIndex of an Ethernet
     * @param onlySource the one of our addresses that may be sent from; {@code null} for any
     */
    public NextHopSearch(int linkIndex, Inet4Address onlySource) {
        this.linkIndex = linkIndex;
        this.onlySource = onlySource;
    }

    /** Of those destinations of which all is known; none while the link is down or gone. */
    public List<NextHop> find(Collection<Inet4Address> destinations) {
        Optional<Link> found = usableLink();
        if (found.isEmpty()) {
            return List.of();
        }
        Link link = found.get();
        Map<InetAddress, Long> macs = new HashMap<>();
        for (Neighbour neighbour : neighbours.of(link)) {
            if (neighbour.mac() != 0) {
                macs.put(neighbour.address(), neighbour.mac());
            }
        }
        List<NextHop> hops = new ArrayList<>();
        for (Inet4Address destination : destinations) {
            routeTo(destination)
                    .flatMap(route -> hop(link, route, destination, macs))
                    .ifPresent(hops::add);
        }
        return hops;
    }

    /**
     * Has the kernel make sure of the next hops of destinations, as sending to them would: it does
     * not see what others send, and would forget them.
     *
     * @throws LinuxException if it refuses some, for example because its table is full; the others
     *     are seen to
     */
    public void use(Collection<Inet4Address> destinations) {
        Optional<Link> link = usableLink();
        if (link.isEmpty()) {
            return;
        }
        Set<InetAddress> nextHops = new LinkedHashSet<>();
        for (Inet4Address destination : destinations) {
            routeTo(destination).map(route -> route.nextHop(destination)).ifPresent(nextHops::add);
        }
        LinuxException refused = null;
        for (InetAddress next : nextHops) {
            try {
                neighbours.use(link.get(), next);
            } catch (LinuxException e) {
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    /** Our addresses on the link. */
    public List<InetAddress> ownAddresses() {
        return links.byIndex(linkIndex).stream()
                .flatMap(link -> addresses.of(link).stream())
                .map(LinkAddress::address)
                .toList();
    }

    private Optional<Link> usableLink() {
        return links.byIndex(linkIndex)
                .filter(link -> link.isUp() && link.hasCarrier() && link.mac() != 0);
    }

    private Optional<Route> routeTo(Inet4Address destination) {
        try {
            return routes.to(destination)
                    .filter(route -> route.isPlain() && route.linkIndex() == linkIndex);
        } catch (LinuxException forbidden) {
            // By a route that says so; that it is heard of by who sends is the kernel's business.
            return Optional.empty();
        }
    }

    private Optional<NextHop> hop(
            Link link, Route route, Inet4Address destination, Map<InetAddress, Long> macs) {
        Long mac = macs.get(route.nextHop(destination));
        if (mac == null || !(route.source() instanceof Inet4Address source)) {
            return Optional.empty();
        }
        if (onlySource != null && !onlySource.equals(source)) {
            return Optional.empty();
        }
        return Optional.of(
                new NextHop(
                        UdpAddress.ipOf(destination),
                        UdpAddress.ipOf(source),
                        link.mac(),
                        mac,
                        route.mtuBy(link)));
    }

    @Override
    public void close() {
        links.close();
        routes.close();
        neighbours.close();
        addresses.close();
    }
}
