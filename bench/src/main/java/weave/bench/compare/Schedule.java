package weave.bench.compare;

import java.util.List;
import weave.bench.traffic.Probe;

/** Who takes part in what, for a comparison that has no use for every figure of every carrier. */
public interface Schedule {
    /** Everybody in everything. */
    Schedule ALL = (_, _) -> true;

    /** Whether a carrier is measured with a probe, both by name. */
    boolean includes(String carrier, String probe);

    /** Probes beyond those of the plan. */
    default List<Probe> furtherProbes() {
        return List.of();
    }
}
