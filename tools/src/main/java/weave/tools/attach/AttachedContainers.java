package weave.tools.attach;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import weave.kernel.link.Addresses;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.kernel.link.Namespace;
import weave.linux.LinuxException;

/**
 * Finds out who is attached to a bridge by looking: into every namespace that has a name or a
 * process, for interfaces whose other end is a port of the bridge. So those are found, too, that
 * were attached before this daemon ran, or by another program.
 */
final class AttachedContainers {
    private static final Logger LOG = System.getLogger("weaved.host");
    private static final Path PROCESSES = Path.of("/proc");
    private static final String VETH = "veth";

    private final String bridge;

    AttachedContainers(String bridge) {
        this.bridge = bridge;
    }

    /**
     * A container's interface.
     *
     * @param inode of its namespace
     * @param port the index of its other end, on the bridge
     * @param mac 48 bits
     */
    record Attached(String ident, long inode, int port, long mac, List<Cidr> addresses) {}

    /**
     * Where a namespace can be entered.
     *
     * @param controlGroup what the kernel tells of that of a process; {@code null} for a name
     */
    record Entrance(Path path, Path controlGroup) {}

    /** All of them. */
    List<Attached> list() {
        try (Links links = new Links()) {
            int index = links.byName(bridge).map(Link::index).orElse(-1);
            return behind(ports(links, link -> link.masterIndex() == index));
        }
    }

    /** Those who were on a bridge that is no more, be it this one or another's. */
    static List<Attached> loose() {
        try (Links links = new Links()) {
            return behind(ports(links, ContainerInterface::isLoose));
        }
    }

    /** Who is at the other ends of ports. */
    private static List<Attached> behind(Set<Integer> ports) {
        List<Attached> found = new ArrayList<>();
        try (Namespace host = Namespace.current()) {
            Map<Long, List<Entrance>> entrances = ports.isEmpty() ? Map.of() : entrances(host);
            entrances.forEach((inode, ways) -> found.addAll(in(ways, inode, host, ports)));
        }
        return found;
    }

    /** Indexes of the host's ends of veth pairs. */
    private static Set<Integer> ports(Links links, Predicate<Link> wanted) {
        return links.all().stream()
                .filter(link -> link.kind().equals(VETH) && wanted.test(link))
                .map(Link::index)
                .collect(Collectors.toSet());
    }

    /**
     * Who is in a namespace.
     *
     * @param ways into it; processes that have ended since are passed over
     */
    static List<Attached> in(List<Entrance> ways, long inode, Namespace host, Set<Integer> ports) {
        try (Namespace namespace = open(ways, inode)) {
            if (namespace == null) {
                return List.of();
            }
            String ident =
                    Identity.of(
                            inode,
                            ways.stream()
                                    .map(Entrance::controlGroup)
                                    .filter(Objects::nonNull)
                                    .toList());
            return namespace.call(() -> look(ident, inode, host, ports));
        } catch (LinuxException gone) {
            // Namespaces come and go.
            LOG.log(Level.DEBUG, "not looked into: {0}", gone.getMessage());
            return List.of();
        }
    }

    /** By the first way that still leads there; {@code null} if none does. */
    private static Namespace open(List<Entrance> ways, long inode) {
        for (Entrance way : ways) {
            try {
                Namespace namespace = Namespace.ofPath(way.path);
                if (namespace.inode() == inode) {
                    return namespace;
                }
                namespace.close();
            } catch (LinuxException gone) {
                LOG.log(Level.DEBUG, "not entered: {0}", gone.getMessage());
            }
        }
        return null;
    }

    private static List<Attached> look(
            String ident, long inode, Namespace host, Set<Integer> ports) {
        try (Links links = new Links();
                Addresses addresses = new Addresses()) {
            int hostId = links.idOf(host);
            List<Attached> found = new ArrayList<>();
            for (Link link : hostId < 0 ? List.<Link>of() : links.all()) {
                boolean isAttached =
                        link.kind().equals(VETH)
                                && link.peerNamespaceId() == hostId
                                && ports.contains(link.peerIndex());
                if (isAttached) {
                    List<Cidr> own = ContainerInterface.of(addresses, link);
                    found.add(new Attached(ident, inode, link.peerIndex(), link.mac(), own));
                }
            }
            return found;
        }
    }

    /** Every namespace but the host's, with all ways into it: any process may end at once. */
    private static Map<Long, List<Entrance>> entrances(Namespace host) {
        Map<Long, List<Entrance>> entrances = new LinkedHashMap<>();
        for (Path process : entries(PROCESSES, "[0-9]*")) {
            Path path = process.resolve("ns/net");
            add(entrances, new Entrance(path, process.resolve("cgroup")));
        }
        for (Path name : entries(ContainerFinder.NAMED, "*")) {
            add(entrances, new Entrance(name, null));
        }
        entrances.remove(0L);
        entrances.remove(host.inode());
        return entrances;
    }

    private static void add(Map<Long, List<Entrance>> entrances, Entrance way) {
        entrances.computeIfAbsent(Identity.inodeOf(way.path), _ -> new ArrayList<>()).add(way);
    }

    private static List<Path> entries(Path folder, String glob) {
        List<Path> entries = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
                stream.forEach(entries::add);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: {1}", folder, e.getMessage());
            }
        }
        return entries;
    }
}
