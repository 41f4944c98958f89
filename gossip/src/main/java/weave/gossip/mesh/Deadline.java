package weave.gossip.mesh;

/**
 * Runs a task when a moment passes that is pushed back often. Pushing back costs nothing; the timer
 * looks again when it fires.
 */
final class Deadline {
    private final ControlLoop loop;
    private final Runnable missed;
    private long atNanos;
    private Cancellable timer;

    Deadline(ControlLoop loop, Runnable missed) {
        this.loop = loop;
        this.missed = missed;
    }

    /** It is {@code delayNanos} away from now on, which may be nearer than before. */
    void set(long delayNanos) {
        long at = loop.nanoTime() + delayNanos;
        boolean nearer = timer != null && at - atNanos < 0;
        atNanos = at;
        if (nearer) {
            cancel();
        }
        if (timer == null) {
            timer = loop.schedule(delayNanos, this::look);
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void look() {
        timer = null;
        long left = atNanos - loop.nanoTime();
        if (left > 0) {
            timer = loop.schedule(left, this::look);
        } else {
            missed.run();
        }
    }
}
