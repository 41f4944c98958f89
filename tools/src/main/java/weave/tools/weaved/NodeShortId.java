package weave.tools.weaved;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import weave.core.peer.PeerName;
import weave.gossip.store.StateStore;
import weave.gossip.topology.ShortIds;

/**
 * The short id with which this node begins: the one that it had before, by which the kernels of all
 * hosts know it. It differs from {@link ShortIds#preferredBy} if somebody else has that one.
 */
final class NodeShortId {
    private static final Logger LOG = System.getLogger("weaved");
    private static final String KEY = "short-id";

    private final StateStore store;
    private final PeerName self;
    private final Object writing = new Object();
    private int current;

    NodeShortId(StateStore store, PeerName self) {
        this.store = store;
        this.self = self;
        current = persisted().orElse(ShortIds.preferredBy(self));
    }

    /** 0 to 4095. */
    synchronized int current() {
        return current;
    }

    /** Keeps it for the next run, in a while, if it is another one than before. */
    synchronized void change(int shortId) {
        if (shortId != current) {
            current = shortId;
            Thread.startVirtualThread(this::persist);
        }
    }

    private void persist() {
        synchronized (writing) {
            try {
                String line = self + " " + current();
                store.put(KEY, line.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot keep the short id for the next start: " + e);
            }
        }
    }

    /** Of a peer of another name it says nothing. */
    private OptionalInt persisted() {
        String text = new String(store.get(KEY).orElse(new byte[0]), StandardCharsets.US_ASCII);
        String prefix = self + " ";
        if (!text.startsWith(prefix)) {
            return OptionalInt.empty();
        }
        try {
            int shortId = Integer.parseInt(text.substring(prefix.length()));
            boolean isOne = shortId >= 0 && shortId < ShortIds.COUNT;
            return isOne ? OptionalInt.of(shortId) : OptionalInt.empty();
        } catch (NumberFormatException damaged) {
            return OptionalInt.empty();
        }
    }
}
