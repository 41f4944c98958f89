package weave.tools.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weave.core.dataplane.DataplaneStatus;
import weave.core.engine.DataplaneCounter;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshStatus;
import weave.gossip.mesh.MeshStatus.State;

class MetricsTextTest {
    private static final PeerName OTHER = PeerName.parse("7e:21:4a:70:2f:45");

    @Test
    void shouldCountConnectionsByStateTypeAndEncryption() {
        String page = MetricsText.render(List.of(new MeshMetrics(MetricsTextTest::mesh)));
        assertLine(
                page,
                "weave_connections{encryption=\"\",state=\"established\",type=\"sleeve\"} 1.0");
        assertLine(
                page, "weave_connections{encryption=\"\",state=\"failed\",type=\"unknown\"} 2.0");
        assertLine(page, "weave_connection_terminations_total 7.0");
        assertLine(page, "weave_peers 1.0");
    }

    @Test
    void shouldTellWhatALiveConnectionCarries() {
        String page = MetricsText.render(List.of(new MeshMetrics(MetricsTextTest::mesh)));
        String labels = "{nickname=\"host \\\"2\\\"\",overlay=\"sleeve\",peer=\"" + OTHER + "\"}";
        assertLine(page, "weave_connection_sent_bytes_total" + labels + " 2000.0");
        assertLine(page, "weave_connection_received_bytes_total" + labels + " 4000.0");
        assertLine(page, "weave_connection_sent_datagrams_total" + labels + " 1.0");
        assertLine(page, "weave_connection_mtu_bytes" + labels + " 1376.0");
        assertLine(page, "weave_connection_rtt_seconds" + labels + " 2.5E-4");
    }

    @Test
    void shouldPutEveryCounterOfTheDataplaneSomewhere() {
        Map<DataplaneCounter, Long> values = new EnumMap<>(DataplaneCounter.class);
        for (DataplaneCounter counter : DataplaneCounter.values()) {
            values.put(counter, 1_000L + counter.ordinal());
        }
        DataplaneStatus status = status(values);
        String page = MetricsText.render(List.of(new DataplaneMetrics(() -> status)));
        for (DataplaneCounter counter : DataplaneCounter.values()) {
            String name = counter.name().toLowerCase(java.util.Locale.ROOT);
            String line =
                    counter.isDrop()
                            ? "weave_dataplane_drops_total{reason=\"" + name + "\"} "
                            : "weave_dataplane_" + name + "_total ";
            assertLine(page, line + (1_000.0 + counter.ordinal()));
        }
    }

    @Test
    void shouldTellOfTheProcess() {
        String page = MetricsText.render(List.of(new ProcessMetrics()));
        for (String series :
                List.of(
                        "process_cpu_seconds_total ",
                        "process_resident_memory_bytes ",
                        "process_open_fds ",
                        "process_start_time_seconds ",
                        "jvm_memory_used_bytes{area=\"heap\"} ",
                        "weave_build_info{version=")) {
            assertTrue(page.contains("\n" + series), series + " in\n" + page);
        }
    }

    @Test
    void shouldInsistOnTheSuffixOfCounters() {
        assertThrows(IllegalArgumentException.class, () -> Series.counter("weave_x", "x"));
        assertThrows(IllegalArgumentException.class, () -> Series.gauge("weave_x_total", "x"));
    }

    private static void assertLine(String page, String line) {
        assertEquals(1, page.lines().filter(line::equals).count(), line + " in\n" + page);
    }

    private static DataplaneStatus status(Map<DataplaneCounter, Long> values) {
        return new DataplaneStatus(values, List.of(), Map.of());
    }

    private static MeshStatus mesh() {
        OverlayStatus overlay =
                new OverlayStatus(
                        "sleeve",
                        true,
                        1376,
                        false,
                        new OverlayTraffic(1, 2000, 3, 4000),
                        Map.of());
        return new MeshStatus(
                PeerName.parse("4a:0f:f6:ec:1c:93"),
                "host1",
                6783,
                1,
                1,
                2,
                false,
                true,
                100,
                List.of(new MeshStatus.Peer(OTHER, "host \"2\"", 1, 0, false, 1, List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        new MeshStatus.Connection(
                                "192.0.2.2:6783",
                                true,
                                State.ESTABLISHED,
                                "",
                                Map.of("name", "sleeve", "mtu", 1376),
                                OTHER,
                                true,
                                250,
                                overlay),
                        target("192.0.2.3:6783"),
                        target("192.0.2.4:6783")),
                7,
                List.of(),
                List.of());
    }

    private static MeshStatus.Connection target(String address) {
        return new MeshStatus.Connection(
                address, true, State.FAILED, "", Map.of(), PeerName.NONE, false, 0, null);
    }
}
