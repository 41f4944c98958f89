package weave.gossip.channel;

/** Lets bursts through but no more than one event per interval in the long run. */
public final class TokenBucket {
    private final long burstNanos;
    private final long intervalNanos;
    private long earliestToken;

    /**
     * A full bucket.
     *
     * @param capacity tokens saved up at most
     * @param intervalNanos in which one token drips in
     */
    public TokenBucket(int capacity, long intervalNanos, long nowNanos) {
        this.burstNanos = (capacity - 1) * intervalNanos;
        this.intervalNanos = intervalNanos;
        this.earliestToken = nowNanos - burstNanos;
    }

    /** Takes the next token; returns in how many nanoseconds it is there, 0 if already. */
    public long take(long nowNanos) {
        long oldestKept = nowNanos - burstNanos;
        if (earliestToken - oldestKept < 0) {
            earliestToken = oldestKept;
        }
        long wait = Math.max(0, earliestToken - nowNanos);
        earliestToken += intervalNanos;
        return wait;
    }
}
