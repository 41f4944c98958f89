package weave.gossip.dns;

import java.util.Map;
import java.util.function.Consumer;
import weave.gossip.mesh.ControlLoop;
import weave.gossip.store.StateStore;

/** Keeps names in the state's file; waits for the disk on another thread. */
public final class FileNameStore implements NameStore {
    private static final String KEY = "names";

    private final StateStore store;
    private final ControlLoop loop;

    public FileNameStore(StateStore store, ControlLoop loop) {
        this.store = store;
        this.loop = loop;
    }

    @Override
    public byte[] load() {
        return store.get(KEY).orElse(new byte[0]);
    }

    @Override
    public void save(Encoded names, Consumer<String> done) {
        store.putAllApart("names-save", () -> Map.of(KEY, names.bytes()), loop, done);
    }
}
