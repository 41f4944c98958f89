package weave.tools.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import weave.core.dataplane.DataplaneStatus;
import weave.core.engine.DataplaneCounter;
import weave.core.fastdp.KernelDatapathStatus;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshStatus;

/**
 * What the datapath tells of itself.
 *
 * @param interfaceName the local port and how it is served
 * @param captureStats the original's counters of the local port and all of ours, sorted by name
 * @param overlayDiagnostics per overlay; of sleeve, how it uses the machine
 * @param macs who was seen where, and when
 */
public record DatapathReport(
        String interfaceName,
        SortedMap<String, Long> captureStats,
        Map<String, Object> overlayDiagnostics,
        List<Report.Mac> macs) {

    /**
     * @param tap the name of the local port
     * @param kernel {@code null} if it carries nothing without us
     * @param ways which way frames go, and why, where there is a choice
     * @param uplink what there is to tell of one; empty for nothing
     */
    public static DatapathReport of(
            String tap,
            DataplaneStatus dataplane,
            KernelDatapathStatus kernel,
            Map<String, String> ways,
            Map<String, Object> uplink,
            MeshStatus mesh,
            Instant now) {
        return new DatapathReport(
                tap + " (via TAP)",
                counters(dataplane.counters()),
                overlays(dataplane, kernel, ways, uplink),
                macs(dataplane.macs(), mesh.peers(), now));
    }

    private static Map<String, Object> overlays(
            DataplaneStatus dataplane,
            KernelDatapathStatus kernel,
            Map<String, String> ways,
            Map<String, Object> uplink) {
        Map<String, Object> overlays = new LinkedHashMap<>();
        if (kernel != null) {
            Map<String, Object> fast = new LinkedHashMap<>();
            fast.put("Datapath", kernel.name());
            fast.put("Devices", kernel.devices());
            fast.putAll(ways);
            fast.put("Entries", kernel.flows());
            fast.put("Details", kernel.details());
            fast.put("Troubles", kernel.troubles());
            overlays.put("fastdp", fast);
        }
        overlays.put("sleeve", dataplane.tuning());
        if (!uplink.isEmpty()) {
            overlays.put("xdp", uplink);
        }
        return overlays;
    }

    private static SortedMap<String, Long> counters(Map<DataplaneCounter, Long> values) {
        SortedMap<String, Long> counters = new TreeMap<>();
        values.forEach((counter, value) -> counters.put(camelCase(counter.name()), value));
        counters.put("PacketsReceived", values.get(DataplaneCounter.FRAMES_CAPTURED));
        counters.put("PacketsDropped", values.get(DataplaneCounter.CAPTURED_MALFORMED));
        counters.put("PacketsIfDropped", 0L);
        return counters;
    }

    private static List<Report.Mac> macs(
            List<DataplaneStatus.MacEntry> entries, List<MeshStatus.Peer> peers, Instant now) {
        Map<PeerName, String> nickNames = new HashMap<>();
        peers.forEach(peer -> nickNames.put(peer.name(), peer.nickName()));
        List<Report.Mac> macs = new ArrayList<>();
        for (DataplaneStatus.MacEntry entry : entries) {
            PeerName peer = new PeerName(entry.peer());
            macs.add(
                    new Report.Mac(
                            PeerName.format(entry.mac()),
                            peer.toString(),
                            nickNames.getOrDefault(peer, ""),
                            now.minusNanos(entry.ageNanos())));
        }
        return macs;
    }

    /** {@code FRAMES_SENT} becomes {@code FramesSent}. */
    static String camelCase(String constant) {
        StringBuilder text = new StringBuilder();
        for (String word : constant.split("_")) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
