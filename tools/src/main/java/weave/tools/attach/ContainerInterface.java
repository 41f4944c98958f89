package weave.tools.attach;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import weave.kernel.link.Addresses;
import weave.kernel.link.ArpAnnouncement;
import weave.kernel.link.Link;
import weave.kernel.link.LinkAddress;
import weave.kernel.link.Links;
import weave.kernel.link.Routes;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.tools.attach.AttachException.Kind;
import weave.tools.firewall.MulticastRules;
import weave.tools.host.InterfaceSettings;

/**
 * A container's plug on the switch.
 *
 * <pre>
 *   container │ host
 *       ethwe ─┼─ vethwepl1234 ─ bridge
 * </pre>
 */
final class ContainerInterface {
    /** What it is called in the container. */
    static final String NAME = "ethwe";

    static final String OUTER_PREFIX = "vethwepl";

    private static final InetAddress MULTICAST = InetAddress.ofLiteral("224.0.0.0");
    private static final int MULTICAST_PREFIX = 4;

    /** It is a matter of milliseconds; a bridge that filters for itself may never pass on. */
    private static final long FORWARDING_WITHIN_NANOS = 500_000_000;

    private final Container container;
    private final String bridge;
    private final SwitchPorts ports;
    private final int mtu;

    /**
     * @param bridge whose port it is to be
     * @param ports how it becomes one
     * @param mtu in bytes
     */
    ContainerInterface(Container container, String bridge, SwitchPorts ports, int mtu) {
        this.container = container;
        this.bridge = bridge;
        this.ports = ports;
        this.mtu = mtu;
    }

    /**
     * Plugs the container in unless it is, and gives it those addresses that it has not.
     *
     * @param multicastRoute whether multicast that the container sends goes to the switch
     * @throws LinuxException if the kernel refuses; a plug that was new is then removed
     */
    void attach(Collection<Cidr> addresses, boolean multicastRoute) {
        boolean isNew = plugIn();
        try {
            Set<String> subnets = new LinkedHashSet<>();
            addresses().forEach(address -> addSubnet(subnets, address));
            addresses.forEach(address -> addSubnet(subnets, address));
            MulticastRules.apply(container.namespace(), NAME, subnets);
            List<Cidr> added =
                    container.namespace().call(() -> configure(addresses, multicastRoute));
            awaitForwarding();
            container.namespace().call(() -> announce(added));
        } catch (LinuxException refused) {
            if (isNew) {
                unplug();
            }
            throw refused;
        }
    }

    /**
     * Takes addresses away; without any left, the plug, too.
     *
     * @return whether that was so
     */
    boolean detach(Collection<Cidr> addresses) {
        List<Cidr> left = container.namespace().call(() -> remove(addresses));
        Set<String> subnets = new LinkedHashSet<>();
        left.forEach(address -> addSubnet(subnets, address));
        MulticastRules.apply(container.namespace(), NAME, subnets);
        if (left.isEmpty()) {
            unplug();
        }
        return left.isEmpty();
    }

    /** The addresses it has, but for those that every IPv6 interface gives itself. */
    List<Cidr> addresses() {
        return container
                .namespace()
                .call(() -> {
                    try (Links links = new Links();
                            Addresses addresses = new Addresses()) {
                        return links.byName(NAME)
                                .map(link -> of(addresses, link))
                                .orElse(List.of());
                    }
                });
    }

    static List<Cidr> of(Addresses addresses, Link link) {
        return addresses.of(link).stream()
                .filter(address -> !address.address().isLinkLocalAddress())
                .map(address -> new Cidr(address.address(), address.prefixLength()))
                .toList();
    }

    /** Whether that was necessary. */
    private boolean plugIn() {
        try (Links links = new Links()) {
            Link port =
                    links.byName(bridge)
                            .orElseThrow(() ->
                                    new LinuxException("find bridge " + bridge, Errno.ENODEV));
            if (hasInner()) {
                plugInAgain(links, port(), port, ports);
                return false;
            }
            Link outer = pair(links);
            try {
                plugIn(links, outer, port, ports);
                return true;
            } catch (LinuxException refused) {
                links.delete(outer);
                throw refused;
            }
        }
    }

    private static void plugIn(Links links, Link outer, Link bridge, SwitchPorts ports) {
        InterfaceSettings.ofPort(outer.name());
        ports.add(links, outer, bridge);
        links.setUp(outer);
    }

    /**
     * Puts a port back on the bridge if it is on none: the one it was on was deleted.
     *
     * @return whether it was
     */
    static boolean plugInAgain(Links links, int port, Link bridge, SwitchPorts ports) {
        Optional<Link> loose = links.byIndex(port).filter(ContainerInterface::isLoose);
        loose.ifPresent(link -> plugIn(links, link, bridge, ports));
        return loose.isPresent();
    }

    /** Whether it is the host's end of a container's interface, and on no bridge. */
    static boolean isLoose(Link link) {
        return link.masterIndex() == 0 && link.name().startsWith(OUTER_PREFIX);
    }

    private boolean hasInner() {
        return container
                .namespace()
                .call(() -> {
                    try (Links links = new Links()) {
                        Optional<Link> inner = links.byName(NAME);
                        if (inner.isPresent() && !inner.get().kind().equals("veth")) {
                            throw new AttachException(
                                    Kind.CONFLICT,
                                    container.asked()
                                            + " has an interface "
                                            + NAME
                                            + " that is not ours");
                        }
                        return inner.isPresent();
                    }
                });
    }

    private Link pair(Links links) {
        try {
            return pair(links, container.linkId());
        } catch (LinuxException refused) {
            if (refused.errno() != Errno.EEXIST) {
                throw refused;
            }
            return pair(links, container.otherLinkId());
        }
    }

    private Link pair(Links links, String id) {
        return links.createVethPair(OUTER_PREFIX + id, NAME, container.namespace(), mtu);
    }

    /** In the container: those that it had not. */
    private List<Cidr> configure(Collection<Cidr> wanted, boolean multicastRoute) {
        InterfaceSettings.ofMember(NAME);
        try (Links links = new Links();
                Addresses addresses = new Addresses();
                Routes routes = new Routes()) {
            Link link = link(links);
            List<Cidr> added = new ArrayList<>(wanted);
            added.removeAll(of(addresses, link));
            added.forEach(cidr -> addresses.add(link, cidr.address(), cidr.prefixLength()));
            links.setUp(link);
            if (multicastRoute) {
                routes.addOnLink(link, MULTICAST, MULTICAST_PREFIX);
            }
            return added;
        }
    }

    /** Until the switch has noticed that a port has come up it drops all. */
    private void awaitForwarding() {
        int index = port();
        long deadline = System.nanoTime() + FORWARDING_WITHIN_NANOS;
        try (Links links = new Links()) {
            while (System.nanoTime() < deadline
                    && links.byIndex(index).filter(port -> !ports.isReady(port)).isPresent()) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The index of the port on the bridge. */
    int port() {
        return container
                .namespace()
                .call(() -> {
                    try (Links links = new Links()) {
                        return link(links).peerIndex();
                    }
                });
    }

    /** In the container: tells its new neighbours. */
    private static Void announce(List<Cidr> added) {
        try (Links links = new Links()) {
            for (Cidr cidr : added) {
                if (cidr.address() instanceof Inet4Address address) {
                    ArpAnnouncement.send(link(links), address);
                }
            }
        }
        return null;
    }

    /** In the container: those that are left. */
    private List<Cidr> remove(Collection<Cidr> unwanted) {
        try (Links links = new Links();
                Addresses addresses = new Addresses()) {
            Optional<Link> link = links.byName(NAME);
            if (link.isEmpty()) {
                return List.of();
            }
            for (LinkAddress present : addresses.of(link.get())) {
                Cidr cidr = new Cidr(present.address(), present.prefixLength());
                if (unwanted.contains(cidr)) {
                    addresses.delete(link.get(), cidr.address(), cidr.prefixLength());
                }
            }
            return of(addresses, link.get());
        }
    }

    private void unplug() {
        container
                .namespace()
                .call(() -> {
                    try (Links links = new Links()) {
                        links.byName(NAME).ifPresent(links::delete);
                    }
                    return null;
                });
    }

    private static Link link(Links links) {
        return links.byName(NAME)
                .orElseThrow(() -> new LinuxException("find " + NAME, Errno.ENODEV));
    }

    private static void addSubnet(Set<String> subnets, Cidr address) {
        if (address.isIpv4()) {
            subnets.add(address.network().toString());
        }
    }
}
