package weave.tools.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;
import weave.gossip.mesh.MeshStatus;

/** Connections, peers, and what each connection carries. */
public final class MeshMetrics implements MetricGroup {
    private static final double MICROS = 1e-6;
    private static final String[] OF_CONNECTION = {"peer", "nickname", "overlay"};

    private static final Series CONNECTIONS =
            Series.gauge(
                    "weave_connections",
                    "Peer-to-peer connections and targets.",
                    "state",
                    "type",
                    "encryption");
    private static final Series TERMINATIONS =
            Series.counter("weave_connection_terminations_total", "Connections that have ended.");
    private static final Series PEERS =
            Series.gauge("weave_peers", "Peers in the topology, this one included.");
    private static final Series RTT =
            Series.gauge(
                    "weave_connection_rtt_seconds",
                    "Smoothed round-trip time of the connection's TCP part.",
                    OF_CONNECTION);
    private static final Series MTU =
            Series.gauge(
                    "weave_connection_mtu_bytes",
                    "Largest inner IP packet that the connection carries whole.",
                    OF_CONNECTION);
    private static final Series SENT =
            Series.counter(
                    "weave_connection_sent_bytes_total",
                    "Payload of the datagrams sent to the neighbour.",
                    OF_CONNECTION);
    private static final Series SENT_DATAGRAMS =
            Series.counter(
                    "weave_connection_sent_datagrams_total",
                    "Datagrams sent to the neighbour.",
                    OF_CONNECTION);
    private static final Series RECEIVED =
            Series.counter(
                    "weave_connection_received_bytes_total",
                    "Payload of the datagrams received from the neighbour and accepted.",
                    OF_CONNECTION);
    private static final Series RECEIVED_DATAGRAMS =
            Series.counter(
                    "weave_connection_received_datagrams_total",
                    "Datagrams received from the neighbour and accepted.",
                    OF_CONNECTION);

    private final Supplier<MeshStatus> mesh;

    public MeshMetrics(Supplier<MeshStatus> mesh) {
        this.mesh = mesh;
    }

    @Override
    public String title() {
        return "Mesh";
    }

    @Override
    public List<Series> series() {
        return List.of(
                CONNECTIONS,
                TERMINATIONS,
                PEERS,
                RTT,
                MTU,
                SENT,
                SENT_DATAGRAMS,
                RECEIVED,
                RECEIVED_DATAGRAMS);
    }

    @Override
    public void collect(Samples samples) {
        MeshStatus status = mesh.get();
        status.connections().forEach(connection -> count(samples, connection));
        samples.add(TERMINATIONS, status.terminationCount());
        samples.add(PEERS, status.peers().size());
        for (MeshStatus.Connection connection : status.connections()) {
            if (connection.overlay() != null) {
                addLive(samples, connection, nickName(status, connection));
            }
        }
    }

    /** With the labels of Weave Net, {@code encryption=""} for none included. */
    private static void count(Samples samples, MeshStatus.Connection connection) {
        Map<String, Object> attributes = connection.attributes();
        Object type = attributes.getOrDefault("name", "unknown");
        boolean encrypted = Boolean.TRUE.equals(attributes.get("encrypted"));
        samples.add(
                CONNECTIONS, 1, connection.state().text(), type.toString(), encrypted ? "yes" : "");
    }

    private static void addLive(
            Samples samples, MeshStatus.Connection connection, String nickName) {
        OverlayStatus overlay = connection.overlay();
        OverlayTraffic traffic = overlay.traffic();
        String[] labels = {connection.remote().toString(), nickName, overlay.overlay()};
        if (connection.roundTripMicros() > 0) {
            samples.add(RTT, connection.roundTripMicros() * MICROS, labels);
        }
        samples.add(MTU, overlay.mtu(), labels);
        samples.add(SENT, traffic.bytesSent(), labels);
        samples.add(SENT_DATAGRAMS, traffic.datagramsSent(), labels);
        samples.add(RECEIVED, traffic.bytesReceived(), labels);
        samples.add(RECEIVED_DATAGRAMS, traffic.datagramsReceived(), labels);
    }

    private static String nickName(MeshStatus status, MeshStatus.Connection connection) {
        return status.peers().stream()
                .filter(peer -> peer.name().equals(connection.remote()))
                .map(MeshStatus.Peer::nickName)
                .findFirst()
                .orElse("");
    }
}
