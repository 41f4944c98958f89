package weave.tools.metrics;

import java.util.List;

/**
 * A series as monitoring systems see it.
 *
 * @param name in full, with the {@code _total} of a counter
 * @param help one line for people
 * @param labels the names of its labels, in the order in which values are given
 */
public record Series(String name, Kind kind, String help, List<String> labels) {
    private static final String COUNTER_SUFFIX = "_total";

    /** Whether it only grows. */
    public enum Kind {
        GAUGE,
        COUNTER
    }

    public Series {
        labels = List.copyOf(labels);
        if (kind == Kind.COUNTER != name.endsWith(COUNTER_SUFFIX)) {
            throw new IllegalArgumentException(name + ": counters, and they alone, end in _total");
        }
    }

    /** One that goes up and down. */
    static Series gauge(String name, String help, String... labels) {
        return new Series(name, Kind.GAUGE, help, List.of(labels));
    }

    /** One that only grows until the daemon starts anew. */
    static Series counter(String name, String help, String... labels) {
        return new Series(name, Kind.COUNTER, help, List.of(labels));
    }

    /** Without the suffix, as the library that writes it wants it. */
    String baseName() {
        return kind == Kind.COUNTER
                ? name.substring(0, name.length() - COUNTER_SUFFIX.length())
                : name;
    }
}
