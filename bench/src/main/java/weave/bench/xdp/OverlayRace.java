package weave.bench.xdp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import weave.bench.compare.Figure;
import weave.bench.compare.Spread;
import weave.bench.lab.BenchException;
import weave.bench.traffic.Metric;

/**
 * Frames of containers into sleeve's datagrams, which leave by AF_XDP or by the kernel's sockets:
 * in turn on the same link, from the same TAP, on the same processors.
 */
final class OverlayRace implements AutoCloseable {
    /** The task, and what its figures begin with. */
    static final String LABEL = "overlay";

    private static final String UPLINK = "af_xdp";
    private static final String SOCKETS = "udp";
    private static final double MEGAFRAMES = 1e3;

    /** Values round by round. */
    private static final class Values {
        private final List<Double> megaframes = new ArrayList<>();
        private final List<Double> heapBytes = new ArrayList<>();
    }

    private final XdpRace.Plan plan;
    private final Consumer<String> progress;
    private final OverlayBed bed;
    private final Values byUplink = new Values();
    private final Values bySockets = new Values();

    OverlayRace(XdpRace.Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        bed = new OverlayBed(plan.length(), plan.modeOfPair());
    }

    /** Both; negative rounds do not count. */
    void round(int round) {
        boolean isUplinkFirst = round % 2 == 0;
        run(round, isUplinkFirst);
        run(round, !isUplinkFirst);
    }

    private void run(int round, boolean isUplink) {
        byte[] frame = TestFrame.container(plan.length());
        try (OverlayWork work = new OverlayWork(bed, isUplink);
                QueueGroup source = bed.openSource()) {
            QueueSocket socket = source.socket(0);
            QueueRun feed =
                    new QueueRun(
                            XdpTask.TXONLY, socket, frame, XdpRace.processor(1), Double.MAX_VALUE);
            QueueThreads feeding = QueueThreads.start(List.of(feed));
            QueueRun.Result result;
            try {
                QueueRun egress = new QueueRun(work, XdpRace.processor(0), plan.seconds());
                result = QueueThreads.start(List.of(egress)).results().getFirst();
            } finally {
                feed.stop();
                feeding.results();
            }
            if (isUplink && work.pastSockets() == 0) {
                throw new BenchException("no datagram has left by AF_XDP");
            }
            keep(round, isUplink, result);
        }
    }

    private void keep(int round, boolean isUplink, QueueRun.Result result) {
        double megaframes = result.frames() * MEGAFRAMES / result.nanos();
        if (round >= 0) {
            Values values = isUplink ? byUplink : bySockets;
            values.megaframes.add(megaframes);
            values.heapBytes.add((double) result.heapBytes() / Math.max(1, result.frames()));
        }
        progress.accept(
                String.format(
                        "%s: %s %s: %.3f Mframes/s",
                        plan.nameOf(round), LABEL, isUplink ? UPLINK : SOCKETS, megaframes));
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Values values : List.of(byUplink, bySockets)) {
            String who = values == byUplink ? UPLINK : SOCKETS;
            figures.add(figure(who, LABEL, Tally.RATE_UNIT, Metric.HIGHER, values.megaframes));
            String heap = LABEL + "-heap";
            figures.add(figure(who, heap, Tally.HEAP_UNIT, Metric.LOWER, values.heapBytes));
        }
        return figures;
    }

    private static Figure figure(
            String who, String metric, String unit, String better, List<Double> values) {
        return new Figure(who, metric, unit, better, spread(values), values);
    }

    /** By AF_XDP divided by the other, round by round. */
    XdpRace.Times times() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < byUplink.megaframes.size(); i++) {
            ratios.add(byUplink.megaframes.get(i) / bySockets.megaframes.get(i));
        }
        return new XdpRace.Times(LABEL, UPLINK + " / " + SOCKETS, spread(ratios));
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    public void close() {
        bed.close();
    }
}
