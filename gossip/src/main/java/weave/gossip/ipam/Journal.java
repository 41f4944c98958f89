package weave.gossip.ipam;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps what is said in step with what is on the disk: nobody is told anything that a crash could
 * undo. Effects, such as answers and messages, wait until all that was the case when they were
 * asked for has been saved; what is asked for while a save is under way goes with the next one.
 *
 * <pre>
 *   changed() ── commit() ──▶ save ──▶ durable() is new ──▶ effects, in order
 *                   ▲──────────────── more has changed ◀──────────┘
 * </pre>
 */
final class Journal {
    private final IpamStore store;
    private final Supplier<SavedIpam> current;
    private final List<Runnable> asked = new ArrayList<>();
    private final Deque<Effect> waiting = new ArrayDeque<>();
    private SavedIpam durable;
    private String trouble;
    private long version;
    private long durableVersion;
    private boolean saving;
    private boolean running;

    private record Effect(long version, Runnable work) {}

    /**
     * @param durable what is on the disk
     * @param current what is to be there
     */
    Journal(IpamStore store, SavedIpam durable, Supplier<SavedIpam> current) {
        this.store = store;
        this.durable = durable;
        this.current = current;
    }

    /** Something to be saved has changed. */
    void changed() {
        version++;
    }

    /** Does something once all that is the case by the next {@link #commit} is saved. */
    void then(Runnable effect) {
        asked.add(effect);
    }

    /** Ends an event. */
    void commit() {
        for (Runnable effect : asked) {
            waiting.add(new Effect(version, effect));
        }
        asked.clear();
        if (version > durableVersion && !saving) {
            save();
        }
        run();
    }

    /** What is on the disk for sure. */
    SavedIpam durable() {
        return durable;
    }

    /** A number that grows with every change. */
    long version() {
        return version;
    }

    /** The version of what is on the disk. */
    long durableVersion() {
        return durableVersion;
    }

    /** Why the last save failed; empty if it did not. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void save() {
        SavedIpam state = current.get();
        long savedVersion = version;
        saving = true;
        store.save(state.encode(), reason -> saved(state, savedVersion, reason));
    }

    private void saved(SavedIpam state, long savedVersion, String reason) {
        saving = false;
        trouble = reason;
        if (reason == null) {
            durable = state;
            durableVersion = savedVersion;
            if (version > durableVersion) {
                save();
            }
            run();
        }
    }

    /** Effects may ask for further ones. */
    private void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (!waiting.isEmpty() && waiting.peek().version() <= durableVersion) {
                waiting.poll().work().run();
            }
        } finally {
            running = false;
        }
    }
}
