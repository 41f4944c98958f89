package weave.tools.uplink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.kernel.link.Route;
import weave.kernel.link.Routes;
import weave.tools.host.HostException;

/**
 * An interface that may become the uplink, as it is at the moment. What netlink does not tell is
 * read from {@code /sys/class/net}.
 *
 * @param link what the kernel says of it
 * @param queues by which it receives
 * @param isCard whether it is a card on the PCI bus, and no virtual device
 */
public record UplinkDevice(Link link, int queues, boolean isCard) {
    private static final Path SYSTEM = Path.of("/sys/class/net");
    private static final String ETHERNET = "1";
    private static final String LOOPBACK = "772";

    /** Behind these there is a program of this host, or another tunnel. */
    private static final Set<String> VIRTUAL = Set.of("tun", "vxlan");

    /**
     * Looks for the one that is wanted.
     *
     * @param bridge the overlay's own, which cannot be it
     * @throws HostException if there is none that could be used
     */
    public static UplinkDevice find(Optional<String> name, String bridge) {
        try (Links links = new Links()) {
            Link link =
                    name.map(n -> named(links, n, bridge)).orElseGet(() -> ofDefaultRoute(links));
            if (link.name().equals(bridge)) {
                throw refused(link, "it is the bridge of the overlay itself; want a network card");
            }
            return of(link);
        }
    }

    /**
     * The one of that name as it is now; empty if there is none, or it is down.
     *
     * @throws HostException if it could not be used any more
     */
    static Optional<UplinkDevice> look(String name) {
        try (Links links = new Links()) {
            return links.byName(name)
                    .filter(link -> link.isUp() && link.hasCarrier())
                    .map(UplinkDevice::of);
        }
    }

    private static Link named(Links links, String name, String bridge) {
        return links.byName(name)
                .orElseThrow(() -> {
                    String others = others(links, bridge);
                    return new HostException(
                            "--uplink: there is no interface "
                                    + name
                                    + (others.isEmpty() ? "" : "; there are " + others));
                });
    }

    /** Those that may lead to other hosts: not the loopback, nor what is the overlay's. */
    private static String others(Links links, String bridge) {
        int bridgeIndex = links.byName(bridge).map(Link::index).orElse(-1);
        return links.all().stream()
                .filter(link -> link.mac() != 0 && !VIRTUAL.contains(link.kind()))
                .filter(link -> link.index() != bridgeIndex && link.masterIndex() != bridgeIndex)
                .map(Link::name)
                .collect(Collectors.joining(", "));
    }

    private static Link ofDefaultRoute(Links links) {
        try (Routes routes = new Routes()) {
            return routes.all().stream()
                    .filter(route -> route.prefixLength() == 0)
                    .map(Route::linkIndex)
                    .flatMap(index -> links.byIndex(index).stream())
                    .findFirst()
                    .orElseThrow(() ->
                            new HostException(
                                    "--datapath=xdp: there is no default route to take the"
                                            + " interface of; want --uplink=<interface>"));
        }
    }

    private static UplinkDevice of(Link link) {
        Path folder = SYSTEM.resolve(link.name());
        String type;
        try {
            type = Files.readString(folder.resolve("type")).strip();
        } catch (IOException e) {
            throw refused(link, "cannot read " + folder + ": is /sys that of this namespace?");
        }
        if (type.equals(LOOPBACK)) {
            throw refused(link, "it is the loopback; want an interface that leads to other hosts");
        }
        if (!type.equals(ETHERNET) || link.mac() == 0) {
            throw refused(link, "it is no Ethernet; want a network card");
        }
        return new UplinkDevice(link, queues(folder), isCard(folder));
    }

    private static int queues(Path folder) {
        try (Stream<Path> queues = Files.list(folder.resolve("queues"))) {
            long count = queues.filter(q -> q.getFileName().toString().startsWith("rx-")).count();
            return Math.max(1, (int) count);
        } catch (IOException e) {
            return 1;
        }
    }

    private static boolean isCard(Path folder) {
        try {
            Path bus = folder.resolve("device/subsystem").toRealPath();
            return bus.getFileName().toString().equals("pci");
        } catch (IOException virtual) {
            return false;
        }
    }

    private static HostException refused(Link link, String reason) {
        return new HostException("--uplink=" + link.name() + ": " + reason);
    }

    String name() {
        return link.name();
    }
}
