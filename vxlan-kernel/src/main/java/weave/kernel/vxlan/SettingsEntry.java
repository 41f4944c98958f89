package weave.kernel.vxlan;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.bpf.BpfMap;

/**
 * Who we are and by which devices frames come to user space, as the programs see it. One thread.
 */
final class SettingsEntry implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(JAVA_INT);
    private final MemorySegment value = arena.allocate(DatapathMaps.SETTINGS_LENGTH, Long.BYTES);
    private final BpfMap map;

    /** Begins with what a predecessor has left. */
    SettingsEntry(BpfMap map) {
        this.map = map;
        map.lookup(key, value);
    }

    /**
     * @param upcallTap the index of the device for what comes from neighbours
     * @param bridgeTap and of the one for what comes from the bridge
     */
    void devices(int upcallTap, int bridgeTap) {
        value.set(JAVA_INT, DatapathMaps.UPCALL_DEVICE, upcallTap);
        value.set(JAVA_INT, DatapathMaps.BRIDGE_DEVICE, bridgeTap);
        map.update(key, value);
    }

    /** Our own short id; written only if it is another one. */
    void self(int shortId) {
        if (value.get(JAVA_INT, DatapathMaps.SELF) != shortId) {
            value.set(JAVA_INT, DatapathMaps.SELF, shortId);
            map.update(key, value);
        }
    }

    /** The UDP port of the plain device; 0 if there is none. */
    int plainPort() {
        return value.get(JAVA_INT, DatapathMaps.PLAIN_PORT);
    }

    void plainPort(int port) {
        value.set(JAVA_INT, DatapathMaps.PLAIN_PORT, port);
        map.update(key, value);
    }

    @Override
    public void close() {
        arena.close();
    }
}
