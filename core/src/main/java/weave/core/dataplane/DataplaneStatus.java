package weave.core.dataplane;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.core.engine.DataplaneCounter;
import weave.core.engine.Engine;
import weave.core.engine.EngineQueue;
import weave.core.forward.MacTable;

/**
 * The dataplane as pages show it.
 *
 * @param counters every counter with its value, all queues together, in the order of declaration
 * @param macs the MAC addresses known at this moment
 * @param tuning how it uses the machine, in the order in which it is shown
 */
public record DataplaneStatus(
        Map<DataplaneCounter, Long> counters, List<MacEntry> macs, Map<String, String> tuning) {
    /**
     * Where a MAC address lives.
     *
     * @param mac 48 bits
     * @param peer the peer's name; our own for a container here
     * @param ageNanos since it was seen last
     */
    public record MacEntry(long mac, long peer, long ageNanos) {}

    static DataplaneStatus of(Engine engine, Map<String, String> tuning) {
        Map<DataplaneCounter, Long> counters = new LinkedHashMap<>();
        for (DataplaneCounter counter : DataplaneCounter.values()) {
            counters.put(counter, engine.read(counter));
        }
        long nowNanos = System.nanoTime();
        Map<Long, MacEntry> local = new LinkedHashMap<>();
        Map<Long, MacEntry> remote = new LinkedHashMap<>();
        for (EngineQueue queue : engine.queues()) {
            addAll(local, queue.macs().local(), nowNanos);
            addAll(remote, queue.macs().remote(), nowNanos);
        }
        List<MacEntry> macs = new ArrayList<>(local.values());
        macs.addAll(remote.values());
        return new DataplaneStatus(
                Collections.unmodifiableMap(counters), Collections.unmodifiableList(macs), tuning);
    }

    /** Of what several queues know about an address, the newest. */
    private static void addAll(Map<Long, MacEntry> macs, MacTable table, long nowNanos) {
        for (int slot = 0; slot < table.slots(); slot++) {
            long peer = table.peerAt(slot);
            if (peer != 0) {
                long age = nowNanos - table.seenNanosAt(slot);
                macs.merge(
                        table.macAt(slot),
                        new MacEntry(table.macAt(slot), peer, age),
                        (a, b) -> a.ageNanos() <= b.ageNanos() ? a : b);
            }
        }
    }
}
