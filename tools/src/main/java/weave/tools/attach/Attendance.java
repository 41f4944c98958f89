package weave.tools.attach;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import weave.gossip.store.StateStore;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.LinuxException;
import weave.tools.attach.AttachedContainers.Attached;

/**
 * Who is attached, to notice who has ended: with a container goes its interface, and with that the
 * port on the bridge. Those are kept in the state who have addresses of the pool, so that an end
 * while no daemon runs is noticed, too.
 */
public final class Attendance {
    private static final Logger LOG = System.getLogger("weaved.host");

    /** One ident a line. */
    private static final String KEY = "attached";

    private final StateStore store;
    private final AddressPool pool;
    private final NameRegistry names;

    /** The index of each one's port. */
    private final Map<String, Integer> ports = new HashMap<>();

    /** Who they are, for those who must not wait. */
    private volatile List<String> present = List.of();

    public Attendance(StateStore store, AddressPool pool, NameRegistry names) {
        this.store = store;
        this.pool = pool;
        this.names = names;
    }

    /** Who is attached, in order; any thread may ask. */
    public List<String> present() {
        return present;
    }

    /** Somebody is there, by this port. */
    synchronized void attached(String ident, int port) {
        Integer before = ports.put(ident, port);
        pool.started(ident);
        if (before == null) {
            write();
        }
    }

    /** Somebody has left in order. */
    synchronized void detached(String ident) {
        if (ports.remove(ident) != null) {
            write();
        }
    }

    /** Who was attached when the last run ended. */
    synchronized List<String> recorded() {
        return read();
    }

    /** Begins with those who are there; of whom the last run knew and who are not, are gone. */
    synchronized void begin(Collection<Attached> seen) {
        Map<String, Integer> found = new TreeMap<>();
        seen.forEach(attached -> found.put(attached.ident(), attached.port()));
        // Whoever was attached since the start is known better.
        found.putAll(ports);
        for (String ident : read()) {
            if (!found.containsKey(ident)) {
                ended(ident);
            }
        }
        ports.putAll(found);
        write();
    }

    /** The indexes of everybody's ports. */
    synchronized List<Integer> ports() {
        return List.copyOf(ports.values());
    }

    /** Looks who is gone. */
    synchronized void look() {
        if (ports.isEmpty()) {
            return;
        }
        try (Links links = new Links()) {
            Set<Integer> left = links.all().stream().map(Link::index).collect(Collectors.toSet());
            List<String> gone =
                    ports.keySet().stream()
                            .filter(ident -> !left.contains(ports.get(ident)))
                            .toList();
            gone.forEach(this::ended);
        } catch (LinuxException refused) {
            LOG.log(Level.DEBUG, refused.getMessage());
        }
    }

    /** Somebody runs, perhaps again; whether attached is another matter. */
    synchronized void started(String ident) {
        pool.started(ident);
    }

    /** Somebody has ended, and may come back. */
    synchronized void ended(String ident) {
        leave(ident);
        pool.died(ident);
    }

    /** Somebody will never come back. */
    synchronized void destroyed(String ident) {
        leave(ident);
        pool.destroyed(ident);
    }

    /**
     * Looks who of those that have addresses does not run.
     *
     * @param running all containers that Docker runs; there may be others than Docker's, which are
     *     known by their ports
     */
    synchronized void compare(Set<String> running) {
        pool.containers().stream()
                .filter(Identity::isContainerId)
                .filter(ident -> !running.contains(ident) && !ports.containsKey(ident))
                .forEach(this::ended);
    }

    private void leave(String ident) {
        names.removeAll(ident);
        if (ports.remove(ident) != null) {
            LOG.log(Level.INFO, Identity.shown(ident) + " is gone");
            write();
        }
    }

    private List<String> read() {
        byte[] text = store.get(KEY).orElse(new byte[0]);
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    private void write() {
        present = ports.keySet().stream().sorted().toList();
        try {
            store.put(KEY, String.join("\n", present).getBytes(StandardCharsets.UTF_8));
        } catch (ClosedByInterruptException _) {
            // The daemon ends; the next one looks who is there.
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot write down who is attached: " + e.getMessage());
        }
    }
}
