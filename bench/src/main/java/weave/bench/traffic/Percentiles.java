package weave.bench.traffic;

import org.HdrHistogram.Histogram;

/** What is reported of round trips. */
final class Percentiles {
    private static final double ONE_WAY_MICROS = 2_000;

    private final Metric typical;
    private final Metric p50;
    private final Metric p99;
    private final Metric p999;

    Percentiles(String name) {
        typical = new Metric(name + "-typical", "us", Metric.LOWER);
        p50 = new Metric(name + "-p50", "us", Metric.LOWER);
        p99 = new Metric(name + "-p99", "us", Metric.LOWER);
        p999 = new Metric(name + "-p99.9", "us", Metric.LOWER);
    }

    void put(PingPong.Trips all, Figures into) {
        into.put(typical, all.measured().getValueAtPercentile(50) / ONE_WAY_MICROS);
        Histogram trips = all.corrected();
        into.put(p50, trips.getValueAtPercentile(50) / ONE_WAY_MICROS);
        into.put(p99, trips.getValueAtPercentile(99) / ONE_WAY_MICROS);
        into.put(p999, trips.getValueAtPercentile(99.9) / ONE_WAY_MICROS);
    }
}
