package weave.tools.metrics;

import java.util.List;

/** Series that are read together. */
public interface MetricGroup {
    /** What the documentation calls it. */
    String title();

    /** In the order of the documentation. */
    List<Series> series();

    /** Adds the values of this moment. On the control thread; does not block. */
    void collect(Samples samples);
}
