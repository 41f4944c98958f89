package weave.core.conductor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A schedule whose time passes when told so; everything runs on the calling thread. */
final class ManualSchedule extends ScheduledThreadPoolExecutor {
    private final List<Task> tasks = new ArrayList<>();
    private long nowNanos;

    private record Task(long atNanos, Runnable what) {}

    ManualSchedule() {
        super(0);
    }

    void pass(long seconds) {
        long end = nowNanos + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            Task next =
                    tasks.stream()
                            .filter(task -> task.atNanos <= end)
                            .min(Comparator.comparingLong(Task::atNanos))
                            .orElse(null);
            if (next == null) {
                nowNanos = end;
                return;
            }
            tasks.remove(next);
            nowNanos = next.atNanos;
            next.what.run();
        }
    }

    @Override
    public void execute(Runnable what) {
        what.run();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable what, long delay, TimeUnit unit) {
        tasks.add(new Task(nowNanos + unit.toNanos(delay), what));
        return null;
    }

    /** What is done again and again has no part in these tests. */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable what, long initialDelay, long delay, TimeUnit unit) {
        return null;
    }
}
