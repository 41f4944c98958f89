package weave.bench.xdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import weave.bench.compare.Figure;
import weave.bench.compare.Spread;
import weave.bench.lab.CCompiler;
import weave.bench.lab.Commands;
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
     * @param withOverlay whether the overlay's forwarding is measured beside the tasks, on a veth
     *     pair of its own
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
            boolean withOverlay,
            int warmupRounds,
            int rounds) {
        /** Rounds that do not count, while compilers are at work. */
        public static final int WARMUP_ROUNDS = 3;

        /** The longest frames of the overlay that a datagram in one frame has room for. */
        public static final int OVERLAY_LENGTH_MAX = 3900;

        private static final int SHORTEST = 64;

        /** Whether frames are sent in several pieces. */
        boolean isJumbo() {
            return length > QueueGroup.PIECE_MAX;
        }

        /** Where a program runs on a veth pair, whose driver has XDP. */
        XdpMode modeOfPair() {
            return mode == null ? XdpMode.DRIVER : mode;
        }

        /** For people; warm-ups are those below 0. */
        String nameOf(int round) {
            return round < 0 ? "warm-up" : "round " + (round + 1) + " of " + rounds;
        }

        /** All tasks with short frames on a veth pair, copied by its driver. */
        public static Plan onVeth(double seconds, int warmupRounds, int rounds) {
            return new Plan(
                    List.of(XdpTask.values()),
                    null,
                    XdpMode.DRIVER,
                    Redirection.ALL,
                    CopyMode.COPY,
                    false,
                    false,
                    1,
                    SHORTEST,
                    seconds,
                    false,
                    warmupRounds,
                    rounds);
        }
    }

    /** One divided by the other, round by round; {@code by} says which. */
    public record Times(String task, String by, Spread spread) {}

    /**
     * What came of it.
     *
     * @param where the interface, and how frames come from it
     * @param missing features that AF_XDP does not have there, with the reason
     * @param figures frames a second of all queues together and, where there are several, of each;
     *     heap bytes a frame of ours
     * @param times one a task; none without the program in C, but of the overlay
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
    private final Tally ours = new Tally(OURS);
    private final Tally theirs = new Tally(REFERENCE);

    private XdpRace(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Measures. */
    public static Outcome run(Plan plan, Consumer<String> progress) {
        return new XdpRace(plan, progress).run();
    }

    private Outcome run() {
        boolean hasReference = Commands.exists(CCompiler.NAME);
        LoopInC loop = hasReference ? new LoopInC() : null;
        try (XdpBed bed = new XdpBed(plan);
                OverlayRace overlay = plan.withOverlay ? new OverlayRace(plan, progress) : null) {
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
                if (overlay != null) {
                    overlay.round(round);
                }
            }
            String version =
                    hasReference
                            ? Commands.output(CCompiler.NAME, "--version").lines().findFirst().get()
                            : "not compared with C: not installed: " + CCompiler.NAME;
            List<Figure> figures = new ArrayList<>(ours.figures());
            figures.addAll(theirs.figures());
            List<Times> times = new ArrayList<>(ours.dividedBy(theirs));
            if (overlay != null) {
                figures.addAll(overlay.figures());
                times.add(overlay.times());
            }
            return new Outcome(bed.text(), plan, missing, figures, times, bed.packets(), version);
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
        try (Feed feed = new Feed(bed, plan, task);
                QueueGroup group = bed.open()) {
            List<Callable<QueueRun.Result>> queues = new ArrayList<>();
            byte[] frame = TestFrame.unknown(plan.length);
            for (int queue = 0; queue < plan.queues; queue++) {
                QueueSocket socket = group.socket(queue);
                queues.add(new QueueRun(task, socket, frame, processor(queue), plan.seconds));
            }
            keep(ours, task, round, OURS, QueueThreads.start(queues).results());
            feed.stop();
        }
    }

    private void runTheirs(XdpBed bed, XdpTask task, int round, LoopInC loop) {
        try (Feed feed = new Feed(bed, plan, task)) {
            List<Callable<QueueRun.Result>> queues = new ArrayList<>();
            for (int queue = 0; queue < plan.queues; queue++) {
                int own = queue;
                queues.add(() -> loop.run(bed, plan, task, own, processor(own)));
            }
            keep(theirs, task, round, REFERENCE, QueueThreads.start(queues).results());
            feed.stop();
        }
    }

    private void keep(
            Tally tally, XdpTask task, int round, String who, List<QueueRun.Result> results) {
        if (round >= 0) {
            tally.add(task, results);
        }
        progress.accept(
                String.format(
                        "%s: %s %s: %.3f Mframes/s",
                        plan.nameOf(round), task.label(), who, Tally.megaframes(results)));
    }

    /** A queue's thread, from the last processor on; the source's is the one beside it. */
    static int processor(int queue) {
        int count = Runtime.getRuntime().availableProcessors();
        return count - 1 - queue % count;
    }
}
