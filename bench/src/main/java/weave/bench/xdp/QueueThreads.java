package weave.bench.xdp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import weave.bench.lab.Namespace;

/** Queues at work, a thread each. */
final class QueueThreads {
    private final List<FutureTask<QueueRun.Result>> tasks = new ArrayList<>();

    private QueueThreads() {}

    static QueueThreads start(List<? extends Callable<QueueRun.Result>> queues) {
        QueueThreads threads = new QueueThreads();
        for (Callable<QueueRun.Result> queue : queues) {
            FutureTask<QueueRun.Result> task = new FutureTask<>(queue);
            threads.tasks.add(task);
            Thread.ofPlatform().daemon().name("xdp").start(task);
        }
        return threads;
    }

    /**
     * What they came to, or what the first that failed has thrown; then, too, all have ended, and
     * none uses its socket any more.
     */
    List<QueueRun.Result> results() {
        List<QueueRun.Result> results = new ArrayList<>();
        RuntimeException failure = null;
        for (FutureTask<QueueRun.Result> task : tasks) {
            try {
                results.add(Namespace.await(task));
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }
}
