package weave.bench.goals;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import weave.bench.compare.Outcome;

/**
 * A figure that is to be reached, and where it comes from.
 *
 * @param text what it is
 * @param unit "x" for a ratio
 * @param atMost whether the figure must not be above the bounds; else it must not be below
 * @param bound that has to be kept
 * @param aim that is wished for
 * @param byWorst whether the worst value is judged, not the interval of the median
 * @param values finds them in what was measured: one a round, none if somebody did not take part
 */
record Goal(
        String text,
        String unit,
        boolean atMost,
        double bound,
        double aim,
        boolean byWorst,
        Function<Outcome, List<Double>> values) {
    private static final String RATIO = "x";

    /** Ours over the reference's, round by round, to be so much at least. */
    static Goal atLeast(
            String text, double bound, double aim, String metric, String ours, String reference) {
        return new Goal(
                text,
                RATIO,
                false,
                bound,
                aim,
                false,
                outcome -> quotients(outcome, metric, ours, reference));
    }

    /** The same, to be so much at most. */
    static Goal atMost(
            String text, double bound, double aim, String metric, String ours, String reference) {
        return new Goal(
                text,
                RATIO,
                true,
                bound,
                aim,
                false,
                outcome -> quotients(outcome, metric, ours, reference));
    }

    /** The reference's time over ours, round by round, to be so many at least. */
    static Goal faster(
            String text, double bound, double aim, String metric, String ours, String reference) {
        return atLeast(text, bound, aim, metric, reference, ours);
    }

    /** A figure of ours alone, that has to be so much at most every time. */
    static Goal always(
            String text, String unit, double bound, double aim, String metric, String ours) {
        return new Goal(text, unit, true, bound, aim, true, figures(ours, metric));
    }

    /** A figure of ours alone. */
    static Goal alone(
            String text,
            String unit,
            boolean atMost,
            double bound,
            double aim,
            String metric,
            String ours) {
        return new Goal(text, unit, atMost, bound, aim, false, figures(ours, metric));
    }

    /** A carrier's own, of the rounds that have one. */
    private static Function<Outcome, List<Double>> figures(String carrier, String metric) {
        return outcome ->
                byRound(outcome, carrier, metric).stream().filter(Objects::nonNull).toList();
    }

    /**
     * What {@code metric} is more with one of ours than with the other, over what is due anyway.
     */
    static Goal added(
            String text,
            double bound,
            double aim,
            String metric,
            String more,
            String less,
            String dueMetric) {
        return new Goal(
                text,
                RATIO,
                true,
                bound,
                aim,
                false,
                outcome ->
                        combine(
                                List.of(
                                        byRound(outcome, more, metric),
                                        byRound(outcome, less, metric),
                                        byRound(outcome, more, dueMetric)),
                                of -> (of.get(0) - of.get(1)) / of.get(2)));
    }

    private static List<Double> quotients(
            Outcome outcome, String metric, String ours, String reference) {
        return combine(
                List.of(byRound(outcome, ours, metric), byRound(outcome, reference, metric)),
                of -> of.get(0) / of.get(1));
    }

    /** A value for each round in which there are all of its parts. */
    private static List<Double> combine(
            List<List<Double>> parts, Function<List<Double>, Double> together) {
        int rounds = parts.stream().mapToInt(List::size).min().orElse(0);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            List<Double> of = new ArrayList<>();
            for (List<Double> part : parts) {
                of.add(part.get(i));
            }
            if (!of.contains(null)) {
                values.add(together.apply(of));
            }
        }
        return values;
    }

    private static List<Double> byRound(Outcome outcome, String carrier, String metric) {
        return outcome.figures().stream()
                .filter(figure -> figure.carrier().equals(carrier))
                .filter(figure -> figure.metric().equals(metric))
                .map(figure -> figure.values())
                .findFirst()
                .orElse(List.of());
    }
}
