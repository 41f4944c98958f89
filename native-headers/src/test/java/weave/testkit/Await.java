package weave.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions instead of for a time. */
public final class Await {
    /** An emulated machine would be kept busy by our looking. */
    private static final long POLL_NANOS =
            System.getenv("WEAVED_KERNEL_LAB") == null ? 20_000_000 : 250_000_000;

    private Await() {}

    /** Returns as soon as {@code condition} holds; fails with {@code what} if it never does. */
    public static void until(String what, Duration atMost, BooleanSupplier condition) {
        until(() -> what, atMost, condition);
    }

    /** The same with a description made when it is needed. */
    public static void until(Supplier<String> what, Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + atMost + ": " + what.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
