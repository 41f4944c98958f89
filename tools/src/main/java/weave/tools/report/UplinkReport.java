package weave.tools.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.tools.uplink.UplinkStatus;

/** What reports tell of the uplink, under the name {@code xdp} among the overlays. */
public final class UplinkReport {
    private UplinkReport() {}

    /**
     * One that is there.
     *
     * @param fastDatapath with whom frames go in VXLAN, not by sleeve
     */
    public static Map<String, Object> of(UplinkStatus status, String fastDatapath) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("Uplink", status.device() + ", " + status.state());
        report.put("Mode", status.mode().text());
        status.refusals().forEach((mode, why) -> report.put("No " + mode.word(), why));
        report.put("Fastdp", fastDatapath);
        report.put("CardQueues", status.queues());
        int served = status.sent().size();
        if (served < status.queuesWanted()) {
            report.put("DataplaneQueues", served + " instead of " + status.queuesWanted());
        }
        report.put("ReceivedBy", byQueue(status.received()));
        report.put("SentBy", byQueue(status.sent()));
        report.put("FramesLent", status.framesLent());
        report.put("Departed", words(status.departures()));
        report.put("Arrived", words(status.arrivals()));
        report.put("Packets", words(status.packets()));
        report.put("Unseen", "by netfilter, conntrack and tcpdump on " + status.device());
        return report;
    }

    /**
     * None, although one was looked for.
     *
     * @param reason why not
     */
    public static Map<String, Object> absent(String reason) {
        return Map.of("Uplink", "not used: " + reason);
    }

    private static Map<String, Long> byQueue(List<Long> counts) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (int queue = 0; queue < counts.size(); queue++) {
            named.put("Queue" + queue, counts.get(queue));
        }
        return named;
    }

    private static <K extends Enum<K>> Map<String, Long> words(Map<K, Long> counts) {
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((which, count) -> named.put(DatapathReport.camelCase(which.name()), count));
        return named;
    }
}
