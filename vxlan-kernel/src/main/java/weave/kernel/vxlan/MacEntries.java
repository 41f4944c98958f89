package weave.kernel.vxlan;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntPredicate;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.BpfMap;

/**
 * Where MAC addresses live, as the programs see it. What the bridge says of those here comes before
 * what others' frames say. One thread, but for {@link #count}.
 */
final class MacEntries implements AutoCloseable {
    private static final int SPARE_BITS = 16;
    private static final int PROGRAMMED_SECONDS = 12;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(JAVA_LONG);
    private final MemorySegment value = arena.allocate(DatapathMaps.MAC_ENTRY_LENGTH, Long.BYTES);
    private final BpfMap map;

    /** The same map, for those who count. */
    private final BpfMap counted;

    MacEntries(BpfMap map) {
        this.map = map;
        counted = BpfMap.ofId(map.description().id());
    }

    /** It lives at the peer with this short id; refused if it is known to live here. */
    boolean putRemote(long mac, int shortId, int nowSeconds) {
        if (isLocal(mac)) {
            return false;
        }
        put(mac, DatapathMaps.REMOTE, shortId, nowSeconds);
        return true;
    }

    /** It lives here: {@link DatapathMaps#LOCAL_PEER} and its siblings. */
    void putLocal(long mac, int kind, int linkIndex) {
        put(mac, kind, linkIndex, 0);
    }

    /** It does not live here any more; what is known of it elsewhere stays. */
    void removeLocal(long mac) {
        if (isLocal(mac)) {
            key(mac);
            map.delete(key.address());
        }
    }

    /** Removes those at peers that are chosen by their short ids. */
    int removeRemote(IntPredicate shortId) {
        return remove(
                (kind, target, seconds) -> kind == DatapathMaps.REMOTE && shortId.test(target));
    }

    /** Removes those at peers that were put before. */
    int removeRemoteOlder(int thanSeconds) {
        return remove((kind, target, seconds) ->
                kind == DatapathMaps.REMOTE && seconds - thanSeconds < 0);
    }

    /** Removes all that are here. */
    int removeLocals() {
        return remove((kind, target, seconds) -> kind != DatapathMaps.REMOTE);
    }

    /** How many there are; any thread. */
    synchronized int count() {
        try (Arena all = Arena.ofConfined()) {
            return counted.entries(keys(all), values(all));
        }
    }

    private interface Choice {
        boolean of(int kind, int target, int seconds);
    }

    private int remove(Choice choice) {
        try (Arena all = Arena.ofConfined()) {
            MemorySegment keys = keys(all);
            MemorySegment values = values(all);
            int count = map.entries(keys, values);
            int chosen = 0;
            for (int i = 0; i < count; i++) {
                long at = (long) i * DatapathMaps.MAC_ENTRY_LENGTH;
                if (choice.of(
                        values.get(JAVA_INT, at + DatapathMaps.MAC_KIND),
                        values.get(JAVA_INT, at + DatapathMaps.MAC_TARGET),
                        values.get(JAVA_INT, at + PROGRAMMED_SECONDS))) {
                    keys.setAtIndex(JAVA_LONG, chosen, keys.getAtIndex(JAVA_LONG, i));
                    chosen++;
                }
            }
            if (chosen > 0) {
                map.deleteAll(keys, chosen);
            }
            return chosen;
        }
    }

    private MemorySegment keys(Arena all) {
        return all.allocate((long) DatapathMaps.MACS_MAX * DatapathMaps.MAC_LENGTH, Long.BYTES);
    }

    private MemorySegment values(Arena all) {
        return all.allocate(
                (long) DatapathMaps.MACS_MAX * DatapathMaps.MAC_ENTRY_LENGTH, Long.BYTES);
    }

    private boolean isLocal(long mac) {
        key(mac);
        return map.lookup(key.address(), value.address()) == 0
                && value.get(JAVA_INT, DatapathMaps.MAC_KIND) != DatapathMaps.REMOTE;
    }

    private void put(long mac, int kind, int target, int seconds) {
        key(mac);
        value.set(JAVA_INT, DatapathMaps.MAC_KIND, kind);
        value.set(JAVA_INT, DatapathMaps.MAC_TARGET, target);
        value.set(JAVA_INT, DatapathMaps.MAC_USED, 0);
        value.set(JAVA_INT, PROGRAMMED_SECONDS, seconds);
        map.update(key.address(), value.address(), BpfConstants.BPF_ANY);
    }

    /** The programs take the first of the six bytes for the lowest. */
    private void key(long mac) {
        key.set(JAVA_LONG, 0, Long.reverseBytes(mac) >>> SPARE_BITS);
    }

    @Override
    public synchronized void close() {
        counted.close();
        arena.close();
    }
}
