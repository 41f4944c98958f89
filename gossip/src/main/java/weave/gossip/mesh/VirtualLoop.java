package weave.gossip.mesh;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** A control loop whose time passes only when its owner says so: whole meshes in one thread. */
public final class VirtualLoop implements ControlLoop {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long nowNanos = 1_000_000_007L;
    private long count;

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable task) {
        Task scheduled = new Task(nowNanos + Math.max(0, delayNanos), count++, task);
        tasks.add(scheduled);
        return () -> scheduled.work = null;
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    /** Lets time pass. */
    public void run(long nanos) {
        long end = nowNanos + nanos;
        while (!tasks.isEmpty() && tasks.peek().atNanos <= end) {
            step();
        }
        nowNanos = end;
    }

    public void runSeconds(double seconds) {
        run((long) (seconds * 1e9));
    }

    /** Lets time pass until {@code condition} holds; returns whether it ever did. */
    public boolean runUntil(double seconds, BooleanSupplier condition) {
        long end = nowNanos + (long) (seconds * 1e9);
        while (!condition.getAsBoolean()) {
            if (tasks.isEmpty() || tasks.peek().atNanos > end) {
                nowNanos = end;
                return condition.getAsBoolean();
            }
            step();
        }
        return true;
    }

    private void step() {
        Task task = tasks.poll();
        nowNanos = Math.max(nowNanos, task.atNanos);
        Runnable work = task.work;
        if (work != null) {
            task.work = null;
            work.run();
        }
    }

    private static final class Task implements Comparable<Task> {
        private final long atNanos;
        private final long order;

        /** {@code null} when it has run or was cancelled. */
        private Runnable work;

        Task(long atNanos, long order, Runnable work) {
            this.atNanos = atNanos;
            this.order = order;
            this.work = work;
        }

        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
