package weave.tools.echo;

/** How many answers a second are given at most, so that nobody can make us do nothing else. */
final class AnswerLimit {
    /** Far above what operators ask for; at 64 bytes it is half a megabit. */
    static final int PER_SECOND = 1_000;

    /** Answers saved up for a burst. */
    static final int BURST = 100;

    private static final long INTERVAL_NANOS = 1_000_000_000L / PER_SECOND;

    private long earliestNanos;

    AnswerLimit(long nowNanos) {
        earliestNanos = nowNanos - BURST * INTERVAL_NANOS;
    }

    /** Whether one more may be given now; if so it is counted. */
    boolean allows(long nowNanos) {
        long oldest = nowNanos - BURST * INTERVAL_NANOS;
        if (earliestNanos - oldest < 0) {
            earliestNanos = oldest;
        }
        if (earliestNanos - nowNanos >= 0) {
            return false;
        }
        earliestNanos += INTERVAL_NANOS;
        return true;
    }
}
