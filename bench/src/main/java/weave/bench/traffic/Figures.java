package weave.bench.traffic;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one round found out about one carrier. */
public final class Figures {
    private final Map<Metric, Double> values = new LinkedHashMap<>();

    public void put(Metric metric, double value) {
        values.put(metric, value);
    }

    public Map<Metric, Double> values() {
        return values;
    }
}
