package weave.gossip.mesh;

import java.util.concurrent.Executor;

/**
 * The one thread that owns all control state. Tasks run one after another, in the order in which
 * they were given; what a task throws is logged and ends that task only.
 */
public interface ControlLoop extends Executor {
    /** Runs {@code task} soon; from any thread. */
    @Override
    void execute(Runnable task);

    /** Runs {@code task} once, not before {@code delayNanos} have passed; from any thread. */
    Cancellable schedule(long delayNanos, Runnable task);

    /** The loop's clock; only differences mean anything. */
    long nanoTime();

    /** Whether the calling thread is the loop. */
    boolean inLoop();
}
