package weave.bench.xdp;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import weave.bench.lab.BenchException;
import weave.linux.call.CallState;
import weave.linux.call.Scheduling;
import weave.xdp.socket.XdpSocketConfig;

/** One queue and one thread on one processor, for a while or until {@link #stop}. */
final class QueueRun implements Callable<QueueRun.Result> {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Does not count: the first frames find rings empty. */
    private static final long SETTLE_NANOS = 100_000_000;

    private final XdpTask task;
    private final XdpSocketConfig config;
    private final byte[] frame;
    private final int processor;
    private final double seconds;
    private final IntConsumer opened;
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
     * @param opened told of the socket's descriptor when that is open
     */
    QueueRun(
            XdpTask task,
            XdpSocketConfig config,
            byte[] frame,
            int processor,
            double seconds,
            IntConsumer opened) {
        this.task = task;
        this.config = config;
        this.frame = frame;
        this.processor = processor;
        this.seconds = seconds;
        this.opened = opened;
    }

    void stop() {
        stopped = true;
    }

    /** On a thread of its own, in the network namespace of the interface. */
    @Override
    public Result call() {
        Scheduling.bindTo(new CallState(), List.of(processor));
        try (QueueSocket socket = new QueueSocket(config)) {
            QueueWork work = task.work(socket, frame);
            socket.refill();
            opened.accept(socket.socket().fd());
            work(work, SETTLE_NANOS);
            long heap = THREADS.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            long frames = work(work, (long) (seconds * 1e9));
            long nanos = System.nanoTime() - begin;
            heap = THREADS.getCurrentThreadAllocatedBytes() - heap;
            check(socket);
            return new Result(frames, nanos, heap);
        }
    }

    private long work(QueueWork work, long nanos) {
        long begin = System.nanoTime();
        long frames = 0;
        while (!stopped && System.nanoTime() - begin < nanos) {
            frames += work.turn();
        }
        return frames;
    }

    /** Nothing may get lost between the rings. */
    private static void check(QueueSocket socket) {
        socket.socket().close();
        long lent = socket.socket().lent();
        long returned = socket.socket().returned();
        if (lent != returned || socket.pool().count() != socket.pool().capacity()) {
            throw new BenchException(lent + " frames lent, but " + returned + " returned");
        }
    }
}
