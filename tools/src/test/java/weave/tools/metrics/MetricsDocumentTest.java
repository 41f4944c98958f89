package weave.tools.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;

/**
 * Keeps docs/operating/metrics.md as the code has it. With {@code -Dmetrics.write=true} it writes
 * the page anew.
 */
class MetricsDocumentTest {
    private static final Path PAGE = Path.of("../docs/operating/metrics.md");

    private static final List<MetricGroup> GROUPS =
            List.of(
                    new MeshMetrics(() -> null),
                    new DataplaneMetrics(() -> null),
                    new FastDatapathMetrics(() -> null),
                    new UplinkMetrics(() -> null),
                    new IpamMetrics(PeerName.NONE, () -> null),
                    new DnsMetrics(() -> 0, () -> 0, Optional.empty()),
                    new ProcessMetrics());

    @Test
    void shouldBeAsTheCodeHasIt() throws IOException {
        String page = page();
        if (Boolean.getBoolean("metrics.write")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "write it anew with -Dmetrics.write=true");
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Metrics

                        The daemon serves them at `/metrics`, in Prometheus' text format, at both
                        of its HTTP addresses: `curl http://127.0.0.1:6782/metrics`. Series that
                        Weave Net had keep their names and labels. This page is made from the code.
                        """);
        for (MetricGroup group : GROUPS) {
            page.append("\n## ").append(group.title()).append("\n\n");
            page.append("| series | type | labels | |\n|---|---|---|---|\n");
            group.series().forEach(series -> page.append(row(series)));
        }
        page.append("\n## Why frames are dropped\n\n");
        page.append("Values of the label `reason` of `weave_dataplane_drops_total`:\n\n");
        page.append("| reason | |\n|---|---|\n");
        DataplaneMetrics.dropReasons()
                .forEach((reason, help) ->
                        page.append("| `")
                                .append(reason)
                                .append("` | ")
                                .append(help)
                                .append(" |\n"));
        return page.toString();
    }

    private static String row(Series series) {
        String labels =
                String.join(
                        ", ", series.labels().stream().map(label -> "`" + label + "`").toList());
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        series.name(),
                        series.kind().name().toLowerCase(Locale.ROOT),
                        labels,
                        series.help());
    }
}
