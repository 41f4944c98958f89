package weave.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a piece of code allocates on the heap. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int TRIES_MAX = 20;

    private Allocation() {}

    /**
     * Heap bytes that {@code runs} runs allocate on this thread together, after as many runs to
     * warm up. The least of several tries, because the compiler may still be at work in the first.
     */
    public static long bytes(int runs, Runnable work) {
        repeat(runs, work);
        long least = Long.MAX_VALUE;
        for (int attempt = 0; least > 0 && attempt < TRIES_MAX; attempt++) {
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
