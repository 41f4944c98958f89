package weave.bench.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for things to happen. */
public final class Patience {
    /** Within this a daemon starts and connects, on a busy machine. */
    public static final Duration SOON = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(20);

    private Patience() {}

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @param otherwise what to say if it does not in time
     */
    public static void until(
            Duration atMost, Supplier<String> otherwise, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException(otherwise.get());
            }
            pause(POLL);
        }
    }

    public static void pause(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
