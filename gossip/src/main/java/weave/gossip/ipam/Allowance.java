package weave.gossip.ipam;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much may be said because others ask for it: some at once, and more as time passes. Who asks
 * without end so makes us say no more than this.
 */
final class Allowance {
    private final LongSupplier clockNanos;
    private final long atOnce;
    private final long eachNanos;

    /** When everything is there again. */
    private long fullNanos;

    Allowance(LongSupplier clockNanos, long atOnce, long perSecond) {
        this.clockNanos = clockNanos;
        this.atOnce = atOnce;
        this.eachNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.fullNanos = clockNanos.getAsLong();
    }

    /** Takes so many, or all at once if that is less; nothing, and false, if they are not there. */
    boolean take(long wanted) {
        long now = clockNanos.getAsLong();
        long missingNanos = Math.max(0, fullNanos - now);
        long costNanos = Math.min(wanted, atOnce) * eachNanos;
        if (missingNanos + costNanos > atOnce * eachNanos) {
            return false;
        }
        fullNanos = now + missingNanos + costNanos;
        return true;
    }
}
