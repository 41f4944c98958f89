package weave.kernel.vxlan;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntPredicate;
import weave.linux.bpf.BpfMap;

/**
 * Where MAC addresses live, as the programs see it. What the bridge says of those here comes before
 * what others' frames say. One thread, but for {@link #count}.
 */
final class MacEntries implements AutoCloseable {
    private static final int SPARE_BITS = 16;
    private static final int PROGRAMMED_SECONDS = 12;
    private static final long KEYS_LENGTH = (long) DatapathMaps.MACS_MAX * DatapathMaps.MAC_LENGTH;
    private static final long VALUES_LENGTH =
            (long) DatapathMaps.MACS_MAX * DatapathMaps.MAC_ENTRY_LENGTH;

    /** Not a kind of {@link DatapathMaps}: there is no entry. */
    private static final int NOWHERE = 0;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(JAVA_LONG);
    private final MemorySegment value = arena.allocate(DatapathMaps.MAC_ENTRY_LENGTH, Long.BYTES);
    private final BpfMap map;

    /**
     * Entries in the map. Exact as long as nobody else changes it, since the programs neither add
     * nor remove any; and exact again after each look at all of them.
     */
    private volatile int count;

    /** Takes over the entries that are there. */
    MacEntries(BpfMap map) {
        this.map = map;
        remove((kind, target, seconds) -> false);
    }

    /**
     * It lives at the peer with this short id; refused if it is known to live here.
     *
     * @throws weave.linux.LinuxException if there are too many
     */
    boolean putRemote(long mac, int shortId, int nowSeconds) {
        int before = kind(mac);
        if (isLocal(before)) {
            return false;
        }
        put(before, DatapathMaps.REMOTE, shortId, nowSeconds);
        return true;
    }

    /**
     * It lives here: {@link DatapathMaps#LOCAL_PEER} and its siblings.
     *
     * @throws weave.linux.LinuxException if there are too many
     */
    void putLocal(long mac, int kind, int linkIndex) {
        put(kind(mac), kind, linkIndex, 0);
    }

    /** It does not live here any more; what is known of it elsewhere stays. */
    void removeLocal(long mac) {
        if (isLocal(kind(mac)) && map.delete(key)) {
            count--;
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
        return remove((kind, target, seconds) -> isLocal(kind));
    }

    /** Removes those here that are reached without the bridge. */
    int removeDirect() {
        return remove((kind, target, seconds) ->
                kind == DatapathMaps.LOCAL_PEER || kind == DatapathMaps.LOCAL_PORT);
    }

    /** How many there are; any thread. */
    int count() {
        return count;
    }

    private interface Choice {
        boolean of(int kind, int target, int seconds);
    }

    private int remove(Choice choice) {
        try (Arena all = Arena.ofConfined()) {
            MemorySegment keys = all.allocate(KEYS_LENGTH, Long.BYTES);
            MemorySegment values = all.allocate(VALUES_LENGTH, Long.BYTES);
            int found = map.entries(keys, values);
            int chosen = 0;
            for (int i = 0; i < found; i++) {
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
            count = found - chosen;
            return chosen;
        }
    }

    /** As the programs see it, or {@link #NOWHERE}; the key stays for what follows. */
    private int kind(long mac) {
        key(mac);
        return map.lookup(key, value) ? value.get(JAVA_INT, DatapathMaps.MAC_KIND) : NOWHERE;
    }

    private static boolean isLocal(int kind) {
        return kind != NOWHERE && kind != DatapathMaps.REMOTE;
    }

    /** For the key that is set. */
    private void put(int before, int kind, int target, int seconds) {
        value.set(JAVA_INT, DatapathMaps.MAC_KIND, kind);
        value.set(JAVA_INT, DatapathMaps.MAC_TARGET, target);
        value.set(JAVA_INT, PROGRAMMED_SECONDS, seconds);
        map.update(key, value);
        if (before == NOWHERE) {
            count++;
        }
    }

    /** The programs take the first of the six bytes for the lowest. */
    private void key(long mac) {
        key.set(JAVA_LONG, 0, Long.reverseBytes(mac) >>> SPARE_BITS);
    }

    @Override
    public void close() {
        arena.close();
    }
}
