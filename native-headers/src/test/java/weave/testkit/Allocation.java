package weave.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a piece of code allocates on the heap. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The compiler may be late on a busy machine; what it has not compiled yet allocates. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Allocation() {}

    /**
     * Heap bytes that {@code runs} runs allocate on this thread together, after as many runs to
     * warm up: for what should be 0. The least of several tries, until one allocates nothing or
     * patience is at its end.
     */
    public static long bytes(int runs, Runnable work) {
        long begin = System.nanoTime();
        long least = Long.MAX_VALUE;
        while (least > 0 && System.nanoTime() - begin < PATIENCE_NANOS) {
            least = Math.min(least, leastBytes(1, runs, work));
        }
        return least;
    }

    /** The same for what cannot be 0: the least of so many tries. */
    public static long leastBytes(int tries, int runs, Runnable work) {
        repeat(runs, work);
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < tries; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            repeat(runs, work);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static void repeat(int runs, Runnable work) {
        for (int i = 0; i < runs; i++) {
            work.run();
        }
    }
}
