package weave.tools.firewall;

import java.time.Duration;
import java.util.List;

/**
 * Looks every few seconds for filters of several kinds. A look at which nothing has changed costs a
 * few questions of microseconds.
 */
public final class FilterThread implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final List<FilterWatch> watches;
    private final Thread thread;

    private FilterThread(List<FilterWatch> watches) {
        this.watches = watches;
        thread = Thread.ofPlatform().name("weaved-filter-watch").daemon().unstarted(this::watch);
    }

    /** Begins, in the network namespace of the calling thread. */
    public static FilterThread start(FilterWatch... watches) {
        FilterThread started = new FilterThread(List.of(watches));
        started.thread.start();
        return started;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                long rules = RulesMark.now();
                watches.forEach(watch -> watch.guardedLook(rules));
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it, and waits for what it is about. */
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
