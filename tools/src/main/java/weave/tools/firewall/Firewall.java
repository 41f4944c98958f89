package weave.tools.firewall;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import weave.kernel.link.Addresses;
import weave.kernel.link.Link;
import weave.kernel.link.LinkAddress;
import weave.kernel.link.Links;
import weave.linux.LinuxException;
import weave.tools.firewall.HostRules.DockerBridge;
import weave.tools.firewall.HostRules.ExposedNetwork;
import weave.tools.host.WeaveBridge;

/**
 * Keeps the host's rules as they shall be. Whoever else changes the packet filter is noticed by its
 * mark; only then are the rules read, and mended where they differ.
 */
public final class Firewall {
    private static final Logger LOG = System.getLogger("weaved.host");

    private final String bridge;
    private final int controlPort;
    private final String dockerBridge;
    private final int overlayPort;
    private final Supplier<Optional<Iptables>> programs;
    private final Set<String> leftAlone = new HashSet<>();
    private List<ExposedNetwork> exposed = List.of();
    private volatile Iptables iptables;
    private long mark;

    /** Whether to look at the rules whatever the mark says. */
    private boolean isStale = true;

    private String lastTrouble = "";

    /**
     * @param bridge ours
     * @param controlPort of HTTP on 127.0.0.1, or 0 if it is not served there
     * @param dockerBridge the name that Docker's bridge has if there is one
     * @param overlayPort of the mesh
     */
    public Firewall(String bridge, int controlPort, String dockerBridge, int overlayPort) {
        this(bridge, controlPort, dockerBridge, overlayPort, Iptables::ofHost);
    }

    Firewall(
            String bridge,
            int controlPort,
            String dockerBridge,
            int overlayPort,
            Supplier<Optional<Iptables>> programs) {
        this.bridge = bridge;
        this.controlPort = controlPort;
        this.dockerBridge = dockerBridge;
        this.overlayPort = overlayPort;
        this.programs = programs;
    }

    /** Whether rules can be made here at all. */
    public static boolean isAvailable() {
        return Commands.exist("iptables");
    }

    /** The programs that rules are made with; empty if none were found yet. Any thread may ask. */
    public String description() {
        Iptables used = iptables;
        return used == null ? "" : used.toString();
    }

    /**
     * Says which networks the host is in. The rules follow when next looked at, or restored.
     *
     * @param masqueraded networks like {@code 10.32.0.0/12} for which the host stands in
     * @param plain those for which it does not
     */
    public synchronized void expose(Collection<String> masqueraded, Collection<String> plain) {
        List<ExposedNetwork> networks = new ArrayList<>();
        masqueraded.forEach(cidr -> networks.add(new ExposedNetwork(cidr, true)));
        plain.forEach(cidr -> networks.add(new ExposedNetwork(cidr, false)));
        exposed = networks;
        isStale = true;
    }

    /** Looks whether the rules are as they shall be, and mends them; trouble goes to the log. */
    public synchronized void look() {
        try {
            if (isStale || iptables.mark() != mark) {
                restore();
            }
            lastTrouble = "";
        } catch (FirewallException | LinuxException e) {
            if (Thread.currentThread().isInterrupted()) {
                return; // the daemon ends
            }
            // Said once, not every few seconds.
            if (!e.getMessage().equals(lastTrouble)) {
                lastTrouble = e.getMessage();
                LOG.log(Level.WARNING, "packet filter: " + lastTrouble);
            }
        }
    }

    /**
     * Takes all rules away, and those that a bridge of another name left whose daemon does not run.
     * If one does run, it keeps its rules and the chains.
     *
     * @return what is left nevertheless, and why, a line each
     * @throws FirewallException if the rules cannot be read
     */
    public synchronized List<String> remove() {
        Optional<Iptables> present = programs.get();
        if (present.isEmpty()) {
            return List.of();
        }
        isStale = true;
        List<WantedTable> unwanted = new ArrayList<>();
        boolean isShared = false;
        for (String other : HostRules.bridges(present.get().save("filter"))) {
            if (!other.equals(bridge) && isAtWork(other)) {
                isShared = true;
            } else if (!other.equals(bridge)) {
                unwanted.addAll(new HostRules(other, 0, docker(), overlayPort, exposed).unshared());
            }
        }
        unwanted.addAll(isShared ? rules().unshared() : rules().tables());
        return unwanted.stream().flatMap(table -> remove(present.get(), table).stream()).toList();
    }

    /** The rules first: a chain that cannot go does not keep them. */
    private static List<String> remove(Iptables iptables, WantedTable table) {
        try {
            table.removal(iptables.save(table.name())).ifPresent(iptables::restore);
            SavedRules rest = iptables.save(table.name());
            table.deletion(rest).ifPresent(iptables::restore);
            return table.needed(rest);
        } catch (FirewallException refused) {
            return List.of(refused.getMessage());
        }
    }

    /** A TAP is there as long as its daemon. */
    private static boolean isAtWork(String bridge) {
        try (Links links = new Links()) {
            return links.byName(WeaveBridge.tapName(bridge)).isPresent();
        }
    }

    /**
     * Makes the rules as they shall be, now.
     *
     * @throws FirewallException if that fails
     */
    public synchronized void restore() {
        Optional<Iptables> present = programs.get();
        if (present.isEmpty()) {
            throw new FirewallException(
                    "iptables is not installed: containers reach what is outside only if the host's"
                            + " own rules let them");
        }
        boolean isFirst = iptables == null;
        iptables = present.get();
        // What fails from here on is tried again at the next look.
        isStale = true;
        // Asked before the rules are read: a change in between is then looked at once more.
        mark = iptables.mark();
        List<String> mended = new ArrayList<>();
        FirewallException failure = null;
        for (WantedTable table : rules().tables()) {
            try {
                if (restore(table)) {
                    mended.add(table.name());
                }
            } catch (FirewallException e) {
                // The other tables may do.
                failure = table.essential() ? e : failure;
            }
        }
        if (isFirst) {
            LOG.log(Level.INFO, "Packet filter by " + iptables);
        } else if (!mended.isEmpty()) {
            LOG.log(Level.INFO, "Packet filter: rules set in " + String.join(", ", mended));
        }
        if (failure != null) {
            throw failure;
        }
        // Who flushes them now would leave what the mark was asked of.
        isStale = !mended.isEmpty();
    }

    /** Whether there was something to do. */
    private boolean restore(WantedTable table) {
        if (leftAlone.contains(table.name())) {
            return false;
        }
        try {
            return iptables.establish(table);
        } catch (UnknownFormException e) {
            // Adding again and again would fill the table.
            leftAlone.add(table.name());
            throw new FirewallException(e.getMessage() + " is not looked after any more");
        }
    }

    private HostRules rules() {
        return new HostRules(bridge, controlPort, docker(), overlayPort, exposed);
    }

    private DockerBridge docker() {
        try (Links links = new Links();
                Addresses addresses = new Addresses()) {
            Optional<Link> link = links.byName(dockerBridge);
            if (link.isEmpty()) {
                return null;
            }
            return addresses.of(link.get()).stream()
                    .map(LinkAddress::address)
                    .filter(Inet4Address.class::isInstance)
                    .map(address -> new DockerBridge(dockerBridge, address.getHostAddress()))
                    .findFirst()
                    .orElse(null);
        }
    }
}
