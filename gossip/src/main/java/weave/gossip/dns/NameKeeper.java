package weave.gossip.dns;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import weave.gossip.gob.GobException;

/**
 * Keeps what was registered here over a restart. One save is under way at a time; what changes
 * meanwhile goes with the next one, however much it is. On the control loop only.
 */
final class NameKeeper {
    private static final Logger LOG = System.getLogger("weaved.dns");

    private final NameStore store;
    private final Supplier<List<NameEntry>> current;
    private CompletableFuture<Optional<String>> next = new CompletableFuture<>();
    private CompletableFuture<Optional<String>> last =
            CompletableFuture.completedFuture(Optional.empty());
    private boolean saving;
    private boolean changed;

    /**
     * @param current what is to be kept
     */
    NameKeeper(NameStore store, Supplier<List<NameEntry>> current) {
        this.store = store;
        this.current = current;
    }

    /** What the last run kept. */
    List<NameEntry> load() {
        byte[] saved = store.load();
        if (saved.length == 0) {
            return List.of();
        }
        try {
            return NameCodec.RECORDS.decode(saved).entries();
        } catch (GobException damaged) {
            LOG.log(Level.WARNING, "names of the last run: " + damaged.getMessage());
            return List.of();
        }
    }

    /** Something to be kept has changed. */
    void changed() {
        if (!changed) {
            changed = true;
            last = next;
        }
        if (!saving) {
            save();
        }
    }

    /** Empty when all changes so far are on the disk, or else why they are not. */
    CompletionStage<Optional<String>> saved() {
        return last;
    }

    private void save() {
        List<NameEntry> names = current.get();
        CompletableFuture<Optional<String>> done = next;
        next = new CompletableFuture<>();
        changed = false;
        saving = true;
        store.save(
                () -> NameCodec.RECORDS.encode(new NameMessage(0, names)),
                trouble -> saved(done, trouble));
    }

    private void saved(CompletableFuture<Optional<String>> done, String trouble) {
        saving = false;
        if (changed) {
            save();
        }
        if (trouble != null) {
            LOG.log(Level.WARNING, "cannot keep names: " + trouble);
        }
        done.complete(Optional.ofNullable(trouble));
    }
}
