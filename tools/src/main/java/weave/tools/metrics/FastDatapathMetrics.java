package weave.tools.metrics;

import java.util.List;
import java.util.function.Supplier;
import weave.core.fastdp.KernelDatapathStatus;

/** What the kernel carries without user space. */
public final class FastDatapathMetrics implements MetricGroup {
    private static final Series FLOWS =
            Series.gauge(
                    "weave_flows",
                    "Flows, or MAC addresses, by which the kernel forwards without user space.");
    private static final Series TROUBLES =
            Series.gauge(
                    "weave_fastdp_refusals",
                    "What the kernel has refused of the fast datapath, or was lost there.");

    private final Supplier<KernelDatapathStatus> kernel;

    public FastDatapathMetrics(Supplier<KernelDatapathStatus> kernel) {
        this.kernel = kernel;
    }

    @Override
    public String title() {
        return "Fast datapath";
    }

    @Override
    public List<Series> series() {
        return List.of(FLOWS, TROUBLES);
    }

    @Override
    public void collect(Samples samples) {
        KernelDatapathStatus status = kernel.get();
        samples.add(FLOWS, status.flows());
        samples.add(TROUBLES, status.troubles().size());
    }
}
