package weave.tools.firewall;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Looks every few seconds whether somebody filters frames on the bridge, and tells when that
 * begins, ends or changes. On a thread of its own. A look at which nothing has changed costs a few
 * questions of microseconds.
 */
public final class BridgeFilterWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.host");
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** A change that no mark shows is noticed at every so manieth look. */
    private static final int UNMARKED_EVERY = 3;

    /** The end of a filter at every so manieth. */
    private static final int FILTERED_EVERY = 3;

    private final BridgeFilters filters;
    private final Consumer<String> listener;
    private final Thread thread;
    private volatile String reason;
    private long mark;
    private int looks;

    /**
     * Looks for the first time, here.
     *
     * @param listener told the new {@link #reason}, on the thread of the watch
     */
    public BridgeFilterWatch(BridgeFilters filters, Consumer<String> listener) {
        this.filters = filters;
        this.listener = listener;
        thread = Thread.ofPlatform().name("weaved-filter-watch").daemon().unstarted(this::watch);
        mark = filters.mark();
        reason = filters.reason();
    }

    /** Who filters, in an operator's words; empty if nobody does. Any thread. */
    public String reason() {
        return reason;
    }

    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                looks++;
                guardedLook();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** A bug costs one look, not the watch. */
    private void guardedLook() {
        try {
            look();
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "looking for filters on the bridge failed", bug);
        }
    }

    private void look() {
        // Asked before the rules are read: a change in between is then looked at once more.
        long markNow = filters.mark();
        boolean isDue =
                markNow != mark || looks % UNMARKED_EVERY == 0 && BridgeFilters.hasUnmarked();
        // While frames pass the bridge anyway, rules that keep changing are not worth the reading.
        if (!isDue || !reason.isEmpty() && looks % FILTERED_EVERY != 0) {
            return;
        }
        mark = markNow;
        String found = filters.reason();
        if (!found.equals(reason) && !Thread.currentThread().isInterrupted()) {
            reason = found;
            listener.accept(found);
        }
    }

    /** Ends the thread, and waits for what it is about. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
