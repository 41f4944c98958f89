package weave.tools.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The page that is scraped. */
public final class MetricsText {
    /** As the exposition format wants it told. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private MetricsText() {}

    /** The values of this moment. */
    public static String render(List<MetricGroup> groups) {
        Samples samples = new Samples();
        groups.forEach(group -> group.collect(samples));
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try {
            WRITER.write(page, samples.snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return page.toString(StandardCharsets.UTF_8);
    }
}
