package weave.core.sleeve.link;

/** A timer that is asked, not one that calls. */
public final class Deadline {
    /** No time at all. */
    public static final long NEVER = Long.MAX_VALUE;

    private long atNanos = NEVER;

    public void set(long nanos) {
        atNanos = nanos;
    }

    public void clear() {
        atNanos = NEVER;
    }

    /** When it falls due, or {@link #NEVER}. */
    public long atNanos() {
        return atNanos;
    }

    /** Whether it is due; it is cleared then. */
    public boolean fires(long nowNanos) {
        if (nowNanos < atNanos) {
            return false;
        }
        clear();
        return true;
    }
}
