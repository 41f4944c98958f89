package weave.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Two hosts joined by a veth pair, and a container for each, all of them namespaces.
 *
 * <pre>
 *   container 10.32.0.1                                    container 10.32.0.2
 *      eth0                                                   eth0
 *        |                                                      |
 *      box ~ whatever carries frames ~ up0 ======== up0 ~ ... ~ box
 *               host 10.99.0.1                        host 10.99.0.2
 * </pre>
 *
 * It is removed when it is closed, and when this program ends, however that comes about.
 */
public final class Lab implements AutoCloseable {
    /** The device that joins a host to the other. */
    public static final String UPLINK = "up0";

    /** Commands that a daemon runs are done by then. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final String BRIDGE = "br0";
    private static final String BOX = "box";
    private static final String CONTAINER_PREFIX = "/12";
    private static final String HOST_PREFIX = "/24";

    private static final Set<Lab> OPEN = new HashSet<>();
    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Lab::closeAll));
    }

    private final Map<Side, Namespace> hosts = new EnumMap<>(Side.class);
    private final Map<Side, Namespace> containers = new EnumMap<>(Side.class);
    private final Path folder;
    private boolean closed;

    private Lab(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the hosts and their cable.
     *
     * @param name of what will be measured, a part of the namespaces' names
     * @param underlayMtu of the cable, in bytes
     */
    public static Lab open(String name, int underlayMtu) {
        Lab lab;
        synchronized (OPEN) {
            if (ending) {
                throw new BenchException("interrupted");
            }
            lab = new Lab(temporaryFolder());
            OPEN.add(lab);
        }
        try {
            lab.make(name.replaceAll("[^A-Za-z0-9]", ""), underlayMtu);
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private static void closeAll() {
        List<Lab> labs;
        synchronized (OPEN) {
            ending = true;
            labs = List.copyOf(OPEN);
        }
        labs.forEach(Lab::close);
    }

    /** Not at the same time as {@link #close}, which would miss what comes after it. */
    private synchronized void make(String name, int underlayMtu) {
        if (closed) {
            throw new BenchException("interrupted");
        }
        for (Side side : Side.values()) {
            hosts.put(side, Namespace.create(name + "-host" + side.number()));
            containers.put(side, Namespace.create(name + "-box" + side.number()));
        }
        String right = host(Side.RIGHT).name();
        host(Side.LEFT)
                .ip("link add " + UPLINK + " type veth peer name " + UPLINK + " netns " + right);
        for (Side side : Side.values()) {
            host(side).ip("addr add " + hostIp(side) + HOST_PREFIX + " dev " + UPLINK);
            host(side).ip("link set " + UPLINK + " mtu " + underlayMtu + " up");
        }
    }

    public Namespace host(Side side) {
        return hosts.get(side);
    }

    public Namespace container(Side side) {
        return containers.get(side);
    }

    /** A host's address on the cable. */
    public static String hostIp(Side side) {
        return "10.99.0." + side.number();
    }

    /** A container's address on the overlay. */
    public static String containerIp(Side side) {
        return "10.32.0." + side.number();
    }

    /** The same with the length of its prefix. */
    public static String containerCidr(Side side) {
        return containerIp(side) + CONTAINER_PREFIX;
    }

    /** A folder that goes with the lab. */
    public Path folder() {
        return folder;
    }

    /** A file in the folder that a side has to itself. */
    public Path file(Side side, String name) {
        return folder.resolve(name + side.number());
    }

    /** Writes such a file. */
    public Path write(Side side, String name, String text) {
        try {
            return Files.writeString(file(side, name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last line of such a file, for an explanation. */
    public String lastLine(Side side, String name) {
        try {
            List<String> lines = Files.readAllLines(file(side, name));
            return lines.isEmpty() ? "it said nothing" : lines.getLast();
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    /** Makes a bridge on a host; returns its name. */
    public String bridge(Side side) {
        host(side).ip("link add " + BRIDGE + " type bridge");
        host(side).ip("link set " + BRIDGE + " up");
        return BRIDGE;
    }

    /** Plugs a host's container in; returns the host's end, which is on no bridge yet. */
    public String attach(Side side, int mtu) {
        Namespace container = container(side);
        host(side).ip("link add " + BOX + " type veth peer name eth0 netns " + container.name());
        host(side).ip("link set " + BOX + " mtu " + mtu + " up");
        container.ip("addr add " + containerCidr(side) + " dev eth0");
        container.ip("link set eth0 mtu " + mtu + " up");
        return BOX;
    }

    /** Plugs a host's container into a bridge. */
    public void attach(Side side, String bridge, int mtu) {
        host(side).ip("link set " + attach(side, mtu) + " master " + bridge);
    }

    /** The processes on the hosts, without those that a daemon has started for a moment. */
    public List<Long> hostPids() {
        List<Long> pids = currentPids();
        Patience.pause(MOMENT);
        pids.retainAll(currentPids());
        return pids;
    }

    private List<Long> currentPids() {
        List<Long> pids = new ArrayList<>();
        hosts.values().forEach(host -> pids.addAll(host.pids()));
        return pids;
    }

    /** Whoever comes second waits until the first is done. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        hosts.values().forEach(Namespace::close);
        containers.values().forEach(Namespace::close);
        removeFolder();
        synchronized (OPEN) {
            OPEN.remove(this);
        }
    }

    private void removeFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BenchException("cannot remove " + folder + ": " + e.getMessage());
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory(Namespace.PREFIX);
        } catch (IOException e) {
            throw new BenchException("no temporary folder: " + e.getMessage());
        }
    }
}
