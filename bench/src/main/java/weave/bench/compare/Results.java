package weave.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import weave.bench.traffic.Metric;

/** Values of rounds, put together. */
final class Results {
    private Results() {}

    static List<Figure> figures(List<Contestant> contestants) {
        List<Figure> figures = new ArrayList<>();
        for (Contestant contestant : contestants) {
            contestant
                    .values()
                    .forEach((metric, values) ->
                            figures.add(figure(contestant.name(), metric, values)));
        }
        return figures;
    }

    private static Figure figure(String carrier, Metric metric, List<Double> values) {
        return new Figure(
                carrier,
                metric.name(),
                metric.unit(),
                metric.better(),
                spread(values.stream().filter(Objects::nonNull).toList()),
                new ArrayList<>(values));
    }

    /** Each of ours with each of the others, metric by metric. */
    static List<Ratio> ratios(List<Contestant> contestants) {
        List<Ratio> ratios = new ArrayList<>();
        for (Contestant ours : contestants) {
            for (Contestant reference : contestants) {
                if (ours.isOurs() && !reference.isOurs()) {
                    add(ours, reference, ratios);
                }
            }
        }
        return ratios;
    }

    private static void add(Contestant ours, Contestant reference, List<Ratio> into) {
        ours.values()
                .forEach((metric, values) -> {
                    List<Double> others = reference.values().get(metric);
                    if (metric.isCompared() && others != null) {
                        addRatio(ours, reference, metric, quotients(values, others), into);
                    }
                });
    }

    private static void addRatio(
            Contestant ours,
            Contestant reference,
            Metric metric,
            List<Double> quotients,
            List<Ratio> into) {
        if (!quotients.isEmpty()) {
            into.add(
                    new Ratio(
                            ours.name(),
                            reference.name(),
                            metric.name(),
                            metric.better(),
                            spread(quotients),
                            quotients));
        }
    }

    /** Of the rounds in which both have a value. */
    static List<Double> quotients(List<Double> ours, List<Double> others) {
        List<Double> quotients = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), others.size()); i++) {
            if (ours.get(i) != null && others.get(i) != null && others.get(i) > 0) {
                quotients.add(ours.get(i) / others.get(i));
            }
        }
        return quotients;
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
