package weave.bench.macs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import weave.bench.compare.Figure;
import weave.bench.compare.Spread;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;
import weave.bench.traffic.Metric;

/**
 * Many MAC addresses told to the kernel at once, by our datapath and by {@code bridge -batch}, in
 * turn.
 */
public final class MacRace {
    /** What the figures of the other are called. */
    public static final String REFERENCE = BridgeBatch.NAME;

    /** In milliseconds, of all addresses. */
    public static final String METRIC = "macs";

    private static final double MILLI = 1e6;

    /**
     * What came of it.
     *
     * @param addresses how many
     * @param firstMillis what the first of ours took, before anything of it was compiled
     * @param figures in milliseconds: ours, and that of {@link #REFERENCE}
     * @param times theirs divided by ours, round by round
     * @param version of {@code bridge}
     */
    public record Outcome(
            int addresses,
            double firstMillis,
            List<Figure> figures,
            Spread times,
            String version) {}

    private MacRace() {}

    /**
     * Measures.
     *
     * @param warmupRounds before, of which none counts
     */
    public static Outcome run(
            int addresses, int warmupRounds, int rounds, Consumer<String> progress) {
        if (!Commands.exists(BridgeBatch.PROGRAM)) {
            throw new BenchException("macs: needs bridge, which iproute2 has");
        }
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        String name;
        try (MacProgramming datapath = new DatapathMacs();
                MacProgramming bridge = new BridgeBatch(addresses)) {
            name = datapath.name();
            for (int round = 0; round < warmupRounds + rounds; round++) {
                ours.add(millis(datapath, addresses));
                theirs.add(millis(bridge, addresses));
                progress.accept(
                        String.format(
                                "%d of %d: %d addresses: %.1f ms, %s %.1f ms",
                                round + 1,
                                warmupRounds + rounds,
                                addresses,
                                ours.getLast(),
                                REFERENCE,
                                theirs.getLast()));
            }
        }
        double first = ours.getFirst();
        List<Double> counted = ours.subList(warmupRounds, ours.size());
        List<Double> reference = theirs.subList(warmupRounds, theirs.size());
        List<Figure> figures = List.of(figure(name, counted), figure(REFERENCE, reference));
        String version = Commands.output(BridgeBatch.PROGRAM, "-V").strip();
        return new Outcome(addresses, first, figures, times(reference, counted), version);
    }

    private static double millis(MacProgramming way, int addresses) {
        way.prepare();
        long begin = System.nanoTime();
        way.program(addresses);
        double millis = (System.nanoTime() - begin) / MILLI;
        int known = way.count();
        // Ours has those of the bridge, too.
        if (known < addresses) {
            throw new BenchException(
                    "macs: " + way.name() + ": " + known + " of " + addresses + " known");
        }
        way.discard();
        return millis;
    }

    private static Figure figure(String name, List<Double> millis) {
        double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
        return new Figure(
                name, METRIC, "ms", Metric.LOWER, Spread.of(all), new ArrayList<>(millis));
    }

    private static Spread times(List<Double> theirs, List<Double> ours) {
        double[] times = new double[ours.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = theirs.get(i) / ours.get(i);
        }
        return Spread.of(times);
    }
}
