package weave.gossip.ipam;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import weave.gossip.mesh.ControlLoop;
import weave.gossip.store.StateStore;

/** Keeps address management's values in the state's file; waits for the disk on another thread. */
public final class FileIpamStore implements IpamStore {
    private static final String PREFIX = "ipam-";

    private final StateStore store;
    private final ControlLoop loop;

    public FileIpamStore(StateStore store, ControlLoop loop) {
        this.store = store;
        this.loop = loop;
    }

    @Override
    public Map<String, byte[]> load() {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String key : store.keys()) {
            if (key.startsWith(PREFIX)) {
                store.get(key).ifPresent(value -> values.put(key, value));
            }
        }
        return values;
    }

    @Override
    public void save(Map<String, byte[]> values, Consumer<String> done) {
        store.putAllApart("ipam-save", () -> values, loop, done);
    }
}
