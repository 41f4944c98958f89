package weave.bench.compare;

import java.util.List;

/** One metric of one carrier: the median of the rounds, and every round's value in order. */
public record Figure(
        String carrier,
        String metric,
        String unit,
        String better,
        Spread spread,
        List<Double> values) {}
