package weave.kernel.odp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import weave.kernel.odp.FlowAction.Output;
import weave.kernel.odp.FlowAction.SetTunnel;
import weave.linux.LinuxException;

/**
 * The flows that the kernel has from us. What changes here is written there at once; what stays the
 * same is not written again.
 */
final class FlowTable {
    private static final Logger LOG = System.getLogger("weaved.odp");

    /**
     * A flow this old is removed although it may be used: so one frame now and then comes to user
     * space, and renews what is known of its addresses.
     */
    private static final long AGE_NANOS_MAX = TimeUnit.MINUTES.toNanos(5);

    /** More are not made, however many addresses somebody makes up; such frames come up each. */
    private static final int SIZE_MAX = 131_072;

    /**
     * A frame for a flow that was written longer ago than this did not just pass it on its way to
     * us: somebody has deleted the flow.
     */
    private static final long WRITTEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final Openvswitch kernel;
    private final Datapath datapath;
    private final FlowCompiler compiler;
    private final OdpNeighbours neighbours;
    private final FlowTraffic traffic;
    private final Map<FlowKey, Entry> entries = new HashMap<>();

    private boolean isAdopting;
    private long refused;
    private String lastRefusal = "";

    private static final class Entry {
        private final FlowKey key;
        private final long sinceNanos;
        private final List<FlowAction> actions;
        private long writtenNanos;
        private boolean isAdopted;

        private Entry(FlowKey key, List<FlowAction> actions, boolean isAdopted, long nowNanos) {
            this.key = key;
            this.actions = actions;
            this.isAdopted = isAdopted;
            this.sinceNanos = nowNanos;
            this.writtenNanos = nowNanos;
        }
    }

    FlowTable(
            Openvswitch kernel,
            Datapath datapath,
            FlowCompiler compiler,
            OdpNeighbours neighbours,
            FlowTraffic traffic) {
        this.kernel = kernel;
        this.datapath = datapath;
        this.compiler = compiler;
        this.neighbours = neighbours;
        this.traffic = traffic;
    }

    /**
     * Takes over a flow that was found, as it is, until {@link #endAdoption} or until it is known
     * what it should be.
     */
    void adopt(Flow flow, long nowNanos) {
        isAdopting = true;
        entries.put(flow.key(), new Entry(flow.key(), flow.actions(), true, nowNanos));
    }

    /** From now on what was found is treated like what was made. */
    void endAdoption() {
        isAdopting = false;
        entries.values().forEach(entry -> entry.isAdopted = false);
    }

    boolean isAdopting() {
        return isAdopting;
    }

    /** How many there are. */
    int size() {
        return entries.size();
    }

    /** How often the kernel refused something. */
    long refused() {
        return refused;
    }

    /** The last of it, in words. */
    String lastRefusal() {
        return lastRefusal;
    }

    /**
     * Makes the flow that takes frames like this one, which none took, if there is to be one.
     *
     * @return whether it is new
     */
    boolean make(Treatment treatment, long nowNanos) {
        if (!treatment.isFlow()) {
            return false;
        }
        Entry entry = entries.get(treatment.key());
        if (entry != null && entry.actions.equals(treatment.actions())) {
            if (nowNanos - entry.writtenNanos > WRITTEN_NANOS_MAX) {
                writeAgain(entry, nowNanos);
            }
            return false;
        }
        if (entry == null && entries.size() >= SIZE_MAX) {
            return false;
        }
        return put(treatment.key(), treatment.actions(), nowNanos);
    }

    /** Looks at all again, because something they depend on may have changed. */
    void review(long nowNanos) {
        for (Entry entry : List.copyOf(entries.values())) {
            Treatment treatment = compiler.compile(entry.key);
            if (!treatment.isFlow() || !treatment.key().equals(entry.key)) {
                if (!isHeld(entry)) {
                    remove(entry);
                }
            } else if (!treatment.actions().equals(entry.actions)) {
                put(entry.key, treatment.actions(), nowNanos);
            } else {
                entry.isAdopted = false;
            }
        }
    }

    /** Removes those that are old, but for the one for all from user space, which costs nothing. */
    void expire(long nowNanos) {
        removeIf(entry ->
                nowNanos - entry.sinceNanos > AGE_NANOS_MAX
                        && !entry.key.equals(FlowKey.ofPort(entry.key.inPort())));
    }

    /**
     * A port is no more: what it sent comes no more, and its number is the next one's, who is not
     * to get what was for it.
     */
    void removePort(int port) {
        removeIf(entry -> entry.key.inPort() == port || entry.actions.contains(new Output(port)));
    }

    /** Removes those that carry what an address sends from other peers. */
    void removeFromTunnels(long source) {
        removeIf(entry -> entry.key.tunnel() != null && entry.key.source() == source);
    }

    private void removeIf(Predicate<Entry> condition) {
        List<Entry> found = new ArrayList<>();
        entries.values().stream().filter(condition).forEach(found::add);
        found.forEach(this::remove);
    }

    /** Whether it goes on although nobody knows where to. */
    private boolean isHeld(Entry entry) {
        if (entry.isAdopted) {
            return true;
        }
        boolean isFromLeaving =
                entry.key.tunnel() != null && neighbours.isLeaving(entry.key.tunnel().source());
        return isFromLeaving
                || entry.actions.stream()
                        .anyMatch(action ->
                                action instanceof SetTunnel tunnel
                                        && neighbours.isLeaving(tunnel.destination()));
    }

    private boolean put(FlowKey key, List<FlowAction> actions, long nowNanos) {
        try {
            Optional<Flow> flow = kernel.putFlow(datapath, key, actions);
            Entry previous = entries.put(key, new Entry(key, actions, false, nowNanos));
            if (previous != null && flow.isPresent()) {
                traffic.replaced(key, previous.actions, flow.get());
            }
            return true;
        } catch (LinuxException e) {
            refuse(e);
            return false;
        }
    }

    private void writeAgain(Entry entry, long nowNanos) {
        entry.writtenNanos = nowNanos;
        try {
            kernel.putFlow(datapath, entry.key, entry.actions)
                    .ifPresent(flow -> traffic.replaced(entry.key, entry.actions, flow));
        } catch (LinuxException e) {
            refuse(e);
        }
    }

    private void remove(Entry entry) {
        entries.remove(entry.key);
        try {
            kernel.deleteFlow(datapath, entry.key)
                    .ifPresent(last -> traffic.removed(entry.key, entry.actions, last));
        } catch (LinuxException e) {
            refuse(e);
        }
    }

    /** Notes what the kernel refused. */
    void refuse(LinuxException refusal) {
        refused++;
        if (!refusal.getMessage().equals(lastRefusal)) {
            LOG.log(Level.WARNING, refusal.getMessage());
        }
        lastRefusal = refusal.getMessage();
    }

    /** Whether all its ports are there. */
    static boolean fits(Flow flow, OdpPorts ports) {
        if (!flow.isOurs() || !isPort(flow.key().inPort(), ports)) {
            return false;
        }
        return flow.actions().stream()
                .allMatch(action ->
                        !(action instanceof Output output) || isPort(output.port(), ports));
    }

    private static boolean isPort(int number, OdpPorts ports) {
        return number == ports.userSpace() || ports.isLocal(number) || ports.isTunnel(number);
    }
}
