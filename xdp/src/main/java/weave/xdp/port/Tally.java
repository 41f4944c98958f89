package weave.xdp.port;

import java.util.concurrent.atomic.AtomicLongArray;

/** How often each case of an enum has happened. One thread counts, any thread reads. */
final class Tally {
    private final AtomicLongArray counts;

    /**
     * @param cases how many there are
     */
    Tally(int cases) {
        counts = new AtomicLongArray(cases);
    }

    void increment(Enum<?> which) {
        int index = which.ordinal();
        counts.setOpaque(index, counts.getPlain(index) + 1);
    }

    long read(Enum<?> which) {
        return counts.getOpaque(which.ordinal());
    }
}
