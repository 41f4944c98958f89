package weave.gossip.mesh;

/** A task that runs once, a while after it was first asked for, however often it is asked for. */
final class Delayed {
    private final ControlLoop loop;
    private final long delayNanos;
    private final Runnable task;
    private Cancellable pending;

    Delayed(ControlLoop loop, long delayNanos, Runnable task) {
        this.loop = loop;
        this.delayNanos = delayNanos;
        this.task = task;
    }

    void request() {
        if (pending == null) {
            pending = loop.schedule(delayNanos, this::run);
        }
    }

    boolean isPending() {
        return pending != null;
    }

    void cancel() {
        if (pending != null) {
            pending.cancel();
            pending = null;
        }
    }

    private void run() {
        pending = null;
        task.run();
    }
}
