package weave.bench.xdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.bench.compare.Figure;
import weave.bench.compare.Spread;
import weave.bench.traffic.Metric;

/** What one of the two came to, task by task and round by round. */
final class Tally {
    static final String RATE_UNIT = "Mframe/s";
    static final String HEAP_UNIT = "B/frame";
    private static final double MEGAFRAMES = 1e3;

    private final String who;
    private final Map<XdpTask, List<List<QueueRun.Result>>> rounds = new LinkedHashMap<>();

    Tally(String who) {
        this.who = who;
    }

    /** The queues of one more round. */
    void add(XdpTask task, List<QueueRun.Result> queues) {
        rounds.computeIfAbsent(task, _ -> new ArrayList<>()).add(queues);
    }

    /** Millions of frames a second, of some queues together. */
    static double megaframes(List<QueueRun.Result> queues) {
        return queues.stream().mapToDouble(Tally::megaframes).sum();
    }

    private static double megaframes(QueueRun.Result queue) {
        return queue.frames() * MEGAFRAMES / queue.nanos();
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        rounds.forEach((task, results) -> {
            String metric = task.label();
            figures.add(rate(metric, rates(task)));
            int queues = results.getFirst().size();
            for (int queue = 0; queues > 1 && queue < queues; queue++) {
                int own = queue;
                List<Double> values =
                        results.stream().map(all -> megaframes(all.get(own))).toList();
                figures.add(rate(metric + "-" + queue, values));
            }
            if (who.equals(XdpRace.OURS)) {
                figures.add(heap(metric + "-heap", results));
            }
        });
        return figures;
    }

    /** Task by task, round by round. */
    List<XdpRace.Times> dividedBy(Tally other) {
        List<XdpRace.Times> times = new ArrayList<>();
        for (XdpTask task : other.rounds.keySet()) {
            List<Double> mine = rates(task);
            List<Double> theirs = other.rates(task);
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < mine.size(); i++) {
                ratios.add(mine.get(i) / theirs.get(i));
            }
            times.add(new XdpRace.Times(task.label(), who + " / " + other.who, spread(ratios)));
        }
        return times;
    }

    private List<Double> rates(XdpTask task) {
        return rounds.get(task).stream().map(Tally::megaframes).toList();
    }

    private Figure rate(String metric, List<Double> values) {
        return new Figure(who, metric, RATE_UNIT, Metric.HIGHER, spread(values), values);
    }

    private Figure heap(String metric, List<List<QueueRun.Result>> results) {
        List<Double> values = new ArrayList<>();
        for (List<QueueRun.Result> queues : results) {
            long frames = queues.stream().mapToLong(QueueRun.Result::frames).sum();
            long bytes = queues.stream().mapToLong(QueueRun.Result::heapBytes).sum();
            values.add((double) bytes / Math.max(1, frames));
        }
        return new Figure(who, metric, HEAP_UNIT, Metric.LOWER, spread(values), values);
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
