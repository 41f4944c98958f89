package weave.bench.xdp;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import weave.bench.lab.Patience;
import weave.linux.call.CallState;
import weave.linux.call.Scheduling;

/** One queue and one thread on one processor, for a while or until {@link #stop}. */
final class QueueRun implements Callable<QueueRun.Result> {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Does not count: the first frames find rings empty. */
    private static final long SETTLE_NANOS = 100_000_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final QueueWork work;
    private final int processor;
    private final double seconds;
    private volatile boolean stopped;

    /**
     * What it came to.
     *
     * @param frames moved
     * @param heapBytes allocated by the thread meanwhile
     */
    record Result(long frames, long nanos, long heapBytes) {}

    /**
     * @param frame what is sent where frames of our own are
     * @param seconds that count
     */
    QueueRun(XdpTask task, QueueSocket socket, byte[] frame, int processor, double seconds) {
        this(task.work(socket, frame), processor, seconds);
    }

    /** Of work of any kind. */
    QueueRun(QueueWork work, int processor, double seconds) {
        this.work = work;
        this.processor = processor;
        this.seconds = seconds;
    }

    void stop() {
        stopped = true;
    }

    /** On a thread of its own. */
    @Override
    public Result call() {
        Scheduling.bindTo(new CallState(), List.of(processor));
        settle();
        long heap = THREADS.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        long frames = work((long) (seconds * NANOS_PER_SECOND));
        long nanos = System.nanoTime() - begin;
        return new Result(frames, nanos, THREADS.getCurrentThreadAllocatedBytes() - heap);
    }

    private void settle() {
        long begin = System.nanoTime();
        work(SETTLE_NANOS);
        while (!stopped
                && !work.isUnderWay()
                && System.nanoTime() - begin < Patience.SOON.toNanos()) {
            work.turn();
        }
    }

    private long work(long nanos) {
        long begin = System.nanoTime();
        long frames = 0;
        while (!stopped && System.nanoTime() - begin < nanos) {
            frames += work.turn();
        }
        return frames;
    }
}
