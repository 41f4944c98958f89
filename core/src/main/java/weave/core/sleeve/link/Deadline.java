package weave.core.sleeve.link;

/** A timer that is asked, not one that calls. */
final class Deadline {
    /** No time at all. */
    static final long NEVER = Long.MAX_VALUE;

    private long atNanos = NEVER;

    void set(long nanos) {
        atNanos = nanos;
    }

    void clear() {
        atNanos = NEVER;
    }

    /** When it falls due, or {@link #NEVER}. */
    long atNanos() {
        return atNanos;
    }

    /** Whether it is due; it is cleared then. */
    boolean fires(long nowNanos) {
        if (nowNanos < atNanos) {
            return false;
        }
        clear();
        return true;
    }
}
