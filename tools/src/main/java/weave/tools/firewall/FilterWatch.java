package weave.tools.firewall;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Whether somebody filters where frames would go past it, and who is told when that begins, ends or
 * changes. {@link FilterThread} looks.
 */
public final class FilterWatch {
    private static final Logger LOG = System.getLogger("weaved.host");

    /** A change that no mark shows is noticed at every so manieth look. */
    private static final int UNMARKED_EVERY = 3;

    /** The end of a filter at every so manieth. */
    private static final int FILTERED_EVERY = 3;

    private final WatchedFilters filters;
    private final Consumer<String> listener;
    private volatile String reason;
    private long mark;

    /** Whether to look whatever the mark says. */
    private boolean isStale;

    private int looks;

    /**
     * Looks for the first time, here.
     *
     * @param listener told the new {@link #reason}, on the thread that looks
     */
    public FilterWatch(WatchedFilters filters, Consumer<String> listener) {
        this.filters = filters;
        this.listener = listener;
        mark = filters.mark(RulesMark.now());
        reason = filters.reason();
        isStale = isUnread(reason);
    }

    /** Who filters, in an operator's words; empty if nobody does. Any thread. */
    public String reason() {
        return reason;
    }

    /**
     * A bug costs one look, not the watch.
     *
     * @param rules the mark of all rules, asked for before any are read: a change in between is
     *     then looked at once more
     */
    void guardedLook(long rules) {
        looks++;
        try {
            look(rules);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "looking for packet filters failed", bug);
        }
    }

    private void look(long rules) {
        long markNow = filters.mark(rules);
        boolean isDue =
                isStale || markNow != mark || looks % UNMARKED_EVERY == 0 && filters.hasUnmarked();
        // While frames do not go past them, rules that keep changing are not worth the reading.
        if (!isDue || !reason.isEmpty() && looks % FILTERED_EVERY != 0) {
            return;
        }
        // What fails from here on is tried again at the next look.
        isStale = true;
        mark = markNow;
        String found = filters.reason();
        if (!found.equals(reason) && !Thread.currentThread().isInterrupted()) {
            listener.accept(found);
            reason = found;
        }
        isStale = isUnread(found);
    }

    private static boolean isUnread(String reason) {
        return reason.startsWith(WatchedFilters.UNREADABLE);
    }
}
