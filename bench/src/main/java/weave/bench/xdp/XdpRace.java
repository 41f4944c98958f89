package weave.bench.xdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import weave.bench.compare.Figure;
import weave.bench.compare.Spread;
import weave.bench.lab.Commands;
import weave.bench.lab.Namespace;
import weave.bench.traffic.Metric;
import weave.xdp.program.PacketOutcome;
import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;
import weave.xdp.socket.XdpFeatures;

/** Tasks on AF_XDP sockets, by ours and by the loop in C, in turn on the same interface. */
public final class XdpRace {
    /** What our figures are called. */
    public static final String OURS = "weaved";

    /** What those of the program in C are called. */
    public static final String REFERENCE = "c";

    private static final String HEAP = "-heap";

    /**
     * What is to be measured.
     *
     * @param device null for a veth pair of its own
     * @param mode where the XDP program runs; null for the driver if that can
     * @param redirection which program
     * @param copyMode of the sockets
     * @param hugePages whether memory is to lie in huge pages
     * @param pollsBusily whether the kernel is to work in our system calls, not in interrupts
     * @param length of the frames that are sent, in bytes
     * @param warmupRounds before, of which none counts
     */
    public record Plan(
            List<XdpTask> tasks,
            String device,
            XdpMode mode,
            Redirection redirection,
            CopyMode copyMode,
            boolean hugePages,
            boolean pollsBusily,
            int queues,
            int length,
            double seconds,
            int warmupRounds,
            int rounds) {}

    /** Ours divided by the other's, round by round. */
    public record Times(String task, Spread spread) {}

    /**
     * What came of it.
     *
     * @param where the interface, and how frames come from it
     * @param figures frames a second of all queues together, and heap bytes a frame of ours
     * @param missing features that AF_XDP does not have there, with the reason
     * @param times one a task; none without the program in C
     * @param packets how many the program gave to the sockets, or passed for a reason; empty if it
     *     does not count
     * @param version of the compiler, or why there is none
     */
    public record Outcome(
            String where,
            Plan plan,
            List<String> missing,
            List<Figure> figures,
            List<Times> times,
            Map<PacketOutcome, Long> packets,
            String version) {}

    private final Plan plan;
    private final Consumer<String> progress;
    private final Map<XdpTask, List<Double>> ours = new LinkedHashMap<>();
    private final Map<XdpTask, List<Double>> theirs = new LinkedHashMap<>();
    private final Map<XdpTask, List<Double>> heap = new LinkedHashMap<>();

    private XdpRace(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        for (XdpTask task : plan.tasks) {
            ours.put(task, new ArrayList<>());
            theirs.put(task, new ArrayList<>());
            heap.put(task, new ArrayList<>());
        }
    }

    /** Measures. */
    public static Outcome run(Plan plan, Consumer<String> progress) {
        return new XdpRace(plan, progress).run();
    }

    private Outcome run() {
        boolean hasReference = Commands.exists(LoopInC.COMPILER);
        try (LoopInC loop = hasReference ? new LoopInC() : null;
                XdpBed bed =
                        new XdpBed(
                                plan.device,
                                plan.queues,
                                plan.redirection,
                                plan.mode,
                                plan.copyMode)) {
            List<String> missing = missing(bed.features());
            for (int round = -plan.warmupRounds; round < plan.rounds; round++) {
                for (XdpTask task : plan.tasks) {
                    // The first of two finds the machine in another state than the second.
                    boolean isOursFirst = round % 2 == 0;
                    if (isOursFirst) {
                        runOurs(bed, task, round);
                    }
                    if (loop != null) {
                        runTheirs(bed, task, round, loop);
                    }
                    if (!isOursFirst) {
                        runOurs(bed, task, round);
                    }
                }
            }
            String version =
                    hasReference
                            ? Commands.output(LoopInC.COMPILER, "--version")
                                    .lines()
                                    .findFirst()
                                    .get()
                            : "not compared with C: not installed: " + LoopInC.COMPILER;
            return new Outcome(
                    bed.text(), plan, missing, figures(), times(), bed.packets(), version);
        }
    }

    private static List<String> missing(XdpFeatures features) {
        List<String> missing = new ArrayList<>();
        for (XdpFeatures.Feature feature : XdpFeatures.Feature.values()) {
            if (!features.has(feature)) {
                missing.add(feature.label() + ": " + features.reason(feature));
            }
        }
        return missing;
    }

    private void runOurs(XdpBed bed, XdpTask task, int round) {
        try (Feed feed = new Feed(bed, task);
                QueueGroup group = bed.open(plan.hugePages, plan.pollsBusily)) {
            List<FutureTask<QueueRun.Result>> working = new ArrayList<>();
            for (int queue = 0; queue < plan.queues; queue++) {
                working.add(
                        started(
                                new QueueRun(
                                        task,
                                        group.socket(queue),
                                        TestFrame.unknown(plan.length),
                                        processor(queue),
                                        plan.seconds)));
            }
            List<QueueRun.Result> results = working.stream().map(Namespace::await).toList();
            feed.stop();
            double allocated = keep(ours, task, round, OURS, results);
            if (round >= 0) {
                heap.get(task).add(allocated);
            }
        }
    }

    private void runTheirs(XdpBed bed, XdpTask task, int round, LoopInC loop) {
        try (Feed feed = new Feed(bed, task)) {
            List<FutureTask<QueueRun.Result>> working = new ArrayList<>();
            for (int queue = 0; queue < plan.queues; queue++) {
                int own = queue;
                working.add(started(() -> loop.run(bed, plan, task, own, processor(own))));
            }
            List<QueueRun.Result> results = working.stream().map(Namespace::await).toList();
            feed.stop();
            keep(theirs, task, round, REFERENCE, results);
        }
    }

    /** Frames for the queues, from the interface's other end, if that is ours. */
    private final class Feed implements AutoCloseable {
        private final List<QueueRun> runs = new ArrayList<>();
        private final List<FutureTask<QueueRun.Result>> feeding = new ArrayList<>();
        private final QueueGroup group;

        Feed(XdpBed bed, XdpTask task) {
            group = task.receives() && bed.hasSource() ? bed.openSource() : null;
            for (int queue = 0; group != null && queue < plan.queues; queue++) {
                runs.add(
                        new QueueRun(
                                XdpTask.TXONLY,
                                group.socket(queue),
                                bed.frame(plan.length),
                                processor(queue + 1),
                                Double.MAX_VALUE));
                feeding.add(started(runs.getLast()));
            }
        }

        void stop() {
            runs.forEach(QueueRun::stop);
            feeding.forEach(Namespace::await);
        }

        @Override
        public void close() {
            stop();
            if (group != null) {
                group.close();
            }
        }
    }

    private static FutureTask<QueueRun.Result> started(Callable<QueueRun.Result> work) {
        FutureTask<QueueRun.Result> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("xdp").start(task);
        return task;
    }

    /** A queue's thread, from the last processor on; the source's is the one beside it. */
    private static int processor(int queue) {
        int count = Runtime.getRuntime().availableProcessors();
        return count - 1 - queue % count;
    }

    /** Keeps the rate; the heap bytes of a frame. */
    private double keep(
            Map<XdpTask, List<Double>> into,
            XdpTask task,
            int round,
            String who,
            List<QueueRun.Result> results) {
        double rate = 0;
        long frames = 0;
        long allocated = 0;
        for (QueueRun.Result result : results) {
            rate += result.frames() * 1e3 / result.nanos();
            frames += result.frames();
            allocated += result.heapBytes();
        }
        if (round >= 0) {
            into.get(task).add(rate);
        }
        progress.accept(
                String.format(
                        "%s: %s %s: %.3f Mframes/s",
                        round < 0 ? "warm-up" : "round " + (round + 1) + " of " + plan.rounds,
                        task.label(),
                        who,
                        rate));
        return frames == 0 ? 0 : (double) allocated / frames;
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (XdpTask task : plan.tasks) {
            add(figures, OURS, task.label(), "Mframe/s", Metric.HIGHER, ours.get(task));
            add(figures, REFERENCE, task.label(), "Mframe/s", Metric.HIGHER, theirs.get(task));
            add(figures, OURS, task.label() + HEAP, "B/frame", Metric.LOWER, heap.get(task));
        }
        return figures;
    }

    private static void add(
            List<Figure> into,
            String who,
            String metric,
            String unit,
            String better,
            List<Double> values) {
        if (!values.isEmpty()) {
            into.add(new Figure(who, metric, unit, better, spread(values), List.copyOf(values)));
        }
    }

    private List<Times> times() {
        List<Times> times = new ArrayList<>();
        for (XdpTask task : plan.tasks) {
            List<Double> mine = ours.get(task);
            List<Double> other = theirs.get(task);
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < other.size(); i++) {
                ratios.add(mine.get(i) / other.get(i));
            }
            if (!ratios.isEmpty()) {
                times.add(new Times(task.label(), spread(ratios)));
            }
        }
        return times;
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
