package weave.bench.compare;

import java.util.List;

/** Ours divided by a reference, round by round. */
public record Ratio(
        String ours,
        String reference,
        String metric,
        String better,
        Spread spread,
        List<Double> values) {}
