package weave.tools.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import weave.tools.metrics.MetricGroup;
import weave.tools.metrics.MetricsText;

/** What monitoring systems scrape. */
public final class MetricsRoutes {
    private MetricsRoutes() {}

    /** Everything of {@code base}, and {@code /metrics}. */
    public static Routes over(Routes base, List<MetricGroup> groups) {
        List<MetricGroup> all = List.copyOf(groups);
        return new Routes(base)
                .add(
                        "GET",
                        "/metrics",
                        _ ->
                                CompletableFuture.completedStage(
                                        new Response(
                                                Response.OK,
                                                MetricsText.CONTENT_TYPE,
                                                MetricsText.render(all))));
    }
}
