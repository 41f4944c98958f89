package weave.core.engine;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** The counters of one queue as its agents use them: one array, each element with one writer. */
public final class DataplaneCounters {
    private final AtomicCounter[] counters;

    /**
     * Allocates all of {@link DataplaneCounter} in {@code manager}; cold.
     *
     * @param prefix of their labels
     */
    DataplaneCounters(CountersManager manager, String prefix) {
        DataplaneCounter[] all = DataplaneCounter.values();
        counters = new AtomicCounter[all.length];
        for (DataplaneCounter counter : all) {
            counters[counter.ordinal()] = manager.newCounter(prefix + counter.name());
        }
    }

    public void increment(DataplaneCounter counter) {
        counters[counter.ordinal()].incrementRelease();
    }

    public void add(DataplaneCounter counter, long amount) {
        counters[counter.ordinal()].getAndAddRelease(amount);
    }

    public long read(DataplaneCounter counter) {
        return counters[counter.ordinal()].get();
    }
}
