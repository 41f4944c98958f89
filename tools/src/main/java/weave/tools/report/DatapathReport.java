package weave.tools.report;

import java.util.List;
import java.util.Map;

/**
 * What the datapath tells of itself.
 *
 * @param interfaceName the local port and how it is served
 * @param captureStats counters of the local port
 * @param overlayDiagnostics per overlay, or {@code null} values where one has none to give
 * @param macs who was seen where, and when
 */
public record DatapathReport(
        String interfaceName,
        Map<String, Long> captureStats,
        Map<String, Object> overlayDiagnostics,
        List<Report.Mac> macs) {}
