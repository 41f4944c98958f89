package weave.tools.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of one scrape. */
public final class Samples {
    private final Map<Series, Map<Labels, Double>> values = new LinkedHashMap<>();

    /** Adds a value; one with the same labels is added up. */
    void add(Series series, double value, String... labelValues) {
        Labels labels = Labels.of(series.labels().toArray(String[]::new), labelValues);
        values.computeIfAbsent(series, _ -> new LinkedHashMap<>())
                .merge(labels, value, Double::sum);
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        values.forEach((series, points) ->
                all.add(
                        switch (series.kind()) {
                            case GAUGE -> gauge(series, points);
                            case COUNTER -> counter(series, points);
                        }));
        return new MetricSnapshots(all);
    }

    private static MetricSnapshot gauge(Series series, Map<Labels, Double> points) {
        GaugeSnapshot.Builder snapshot =
                GaugeSnapshot.builder().name(series.baseName()).help(series.help());
        points.forEach((labels, value) ->
                snapshot.dataPoint(
                        GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return snapshot.build();
    }

    private static MetricSnapshot counter(Series series, Map<Labels, Double> points) {
        CounterSnapshot.Builder snapshot =
                CounterSnapshot.builder().name(series.baseName()).help(series.help());
        points.forEach((labels, value) ->
                snapshot.dataPoint(
                        CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        return snapshot.build();
    }
}
