package weave.tools.attach;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

    /** The index of each one's port. */
    private final Map<String, Integer> ports = new HashMap<>();

    public Attendance(StateStore store, AddressPool pool) {
        this.store = store;
        this.pool = pool;
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

    /** Begins with those who are there; of whom the last run knew and who are not, are gone. */
    synchronized void begin(Collection<Attached> present) {
        Map<String, Integer> found = new TreeMap<>();
        present.forEach(attached -> found.put(attached.ident(), attached.port()));
        // Whoever was attached since the start is known better.
        found.putAll(ports);
        for (String ident : read()) {
            if (!found.containsKey(ident)) {
                pool.died(ident);
            }
        }
        ports.putAll(found);
        write();
    }

    /** Looks who is gone. */
    synchronized void look() {
        if (ports.isEmpty()) {
            return;
        }
        try (Links links = new Links()) {
            Set<Integer> present =
                    links.all().stream().map(Link::index).collect(Collectors.toSet());
            List<String> gone =
                    ports.keySet().stream()
                            .filter(ident -> !present.contains(ports.get(ident)))
                            .toList();
            for (String ident : gone) {
                LOG.log(Level.INFO, Identity.shown(ident) + " is gone");
                ports.remove(ident);
                pool.died(ident);
            }
            if (!gone.isEmpty()) {
                write();
            }
        } catch (LinuxException refused) {
            LOG.log(Level.DEBUG, refused.getMessage());
        }
    }

    private List<String> read() {
        byte[] text = store.get(KEY).orElse(new byte[0]);
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    private void write() {
        try {
            String lines = String.join("\n", new TreeMap<>(ports).keySet());
            store.put(KEY, lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot write down who is attached: " + e.getMessage());
        }
    }
}
