package weave.tools.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import weave.core.dataplane.DataplaneStatus;
import weave.core.engine.DataplaneCounter;

/** Frames and datagrams, and why some were dropped. */
public final class DataplaneMetrics implements MetricGroup {
    private static final String PREFIX = "weave_dataplane_";

    private static final Series DROPS =
            Series.counter(
                    PREFIX + "drops_total", "Frames and datagrams dropped, by reason.", "reason");
    private static final Series MACS =
            Series.gauge(PREFIX + "mac_addresses", "MAC addresses known at this moment.");

    private final Map<DataplaneCounter, Series> counters = new EnumMap<>(DataplaneCounter.class);
    private final Supplier<DataplaneStatus> dataplane;

    public DataplaneMetrics(Supplier<DataplaneStatus> dataplane) {
        this.dataplane = dataplane;
        for (DataplaneCounter counter : DataplaneCounter.values()) {
            if (!counter.isDrop()) {
                String name = PREFIX + lower(counter) + "_total";
                counters.put(counter, Series.counter(name, sentence(counter.help())));
            }
        }
    }

    @Override
    public String title() {
        return "Dataplane";
    }

    @Override
    public List<Series> series() {
        List<Series> all = new ArrayList<>(counters.values());
        all.add(DROPS);
        all.add(MACS);
        return all;
    }

    /** The values of the label {@code reason}, with what they mean. */
    public static Map<String, String> dropReasons() {
        Map<String, String> reasons = new java.util.LinkedHashMap<>();
        for (DataplaneCounter counter : DataplaneCounter.values()) {
            if (counter.isDrop()) {
                reasons.put(lower(counter), counter.help());
            }
        }
        return reasons;
    }

    @Override
    public void collect(Samples samples) {
        DataplaneStatus status = dataplane.get();
        status.counters()
                .forEach((counter, value) -> {
                    if (counter.isDrop()) {
                        samples.add(DROPS, value, lower(counter));
                    } else {
                        samples.add(counters.get(counter), value);
                    }
                });
        samples.add(MACS, status.macs().size());
    }

    private static String lower(DataplaneCounter counter) {
        return counter.name().toLowerCase(Locale.ROOT);
    }

    private static String sentence(String help) {
        return Character.toUpperCase(help.charAt(0)) + help.substring(1) + ".";
    }
}
