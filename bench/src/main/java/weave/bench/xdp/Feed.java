package weave.bench.xdp;

import java.util.ArrayList;
import java.util.List;

/** Frames for the queues, from the interface's other end, where that is ours. */
final class Feed implements AutoCloseable {
    private final List<QueueRun> runs = new ArrayList<>();

    /** Null where nothing is fed. */
    private final QueueGroup group;

    private final QueueThreads threads;

    /** Begins, if the task is one that receives. */
    Feed(XdpBed bed, XdpRace.Plan plan, XdpTask task) {
        group = task.receives() && bed.hasSource() ? bed.openSource() : null;
        byte[] frame = bed.frame();
        for (int queue = 0; group != null && queue < plan.queues(); queue++) {
            int processor = XdpRace.processor(queue + 1);
            QueueSocket socket = group.socket(queue);
            runs.add(new QueueRun(XdpTask.TXONLY, socket, frame, processor, Double.MAX_VALUE));
        }
        threads = QueueThreads.start(runs);
    }

    /** Ends it; says what went wrong, if anything did. */
    void stop() {
        runs.forEach(QueueRun::stop);
        threads.results();
    }

    @Override
    public void close() {
        runs.forEach(QueueRun::stop);
        try {
            threads.results();
        } finally {
            if (group != null) {
                group.close();
            }
        }
    }
}
