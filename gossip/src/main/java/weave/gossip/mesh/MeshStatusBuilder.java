package weave.gossip.mesh;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlaySwitch;
import weave.core.peer.PeerName;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.Peer;
import weave.gossip.topology.Peers;
import weave.gossip.topology.Routes;

/** Writes down how the mesh is at this moment. */
final class MeshStatusBuilder {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS Z 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final MeshConfig config;
    private final int port;
    private final Peers peers;
    private final Routes routes;
    private final Neighbours neighbours;
    private final ConnectionMaker connectionMaker;
    private final long nowNanos;

    MeshStatusBuilder(
            MeshConfig config,
            int port,
            Peers peers,
            Routes routes,
            Neighbours neighbours,
            ConnectionMaker connectionMaker,
            long nowNanos) {
        this.config = config;
        this.port = port;
        this.peers = peers;
        this.routes = routes;
        this.neighbours = neighbours;
        this.connectionMaker = connectionMaker;
        this.nowNanos = nowNanos;
    }

    MeshStatus build() {
        return new MeshStatus(
                config.name(),
                config.nickName(),
                port,
                peers.self().uid(),
                config.protocolMin(),
                MeshConfig.PROTOCOL_MAX,
                config.encryption(),
                config.discovery(),
                config.connectionLimit(),
                peers(),
                unicast(routes.unicast()),
                unicast(routes.unicastAll()),
                broadcast(routes::broadcast),
                broadcast(routes::broadcastAll),
                connections(),
                connectionMaker.terminationCount(),
                connectionMaker.directPeers(),
                config.trustedSubnets().texts());
    }

    private List<MeshStatus.Peer> peers() {
        List<MeshStatus.Peer> all = new ArrayList<>();
        all.add(peer(peers.self()));
        for (Peer peer : peers.all()) {
            if (peer != peers.self()) {
                all.add(peer(peer));
            }
        }
        return all;
    }

    private MeshStatus.Peer peer(Peer peer) {
        return new MeshStatus.Peer(
                peer.name(),
                peer.nickName(),
                peer.uid(),
                peer.shortId(),
                peer.hasShortId(),
                peer.version(),
                peer.record().connections().stream().map(this::peerConnection).toList());
    }

    private MeshStatus.PeerConnection peerConnection(ConnectionRecord connection) {
        return new MeshStatus.PeerConnection(
                connection.remote(),
                peers.find(connection.remote()).map(Peer::nickName).orElse(""),
                connection.address(),
                connection.outbound(),
                connection.established());
    }

    private static List<MeshStatus.UnicastRoute> unicast(SortedMap<PeerName, PeerName> table) {
        return table.entrySet().stream()
                .map(route -> new MeshStatus.UnicastRoute(route.getKey(), route.getValue()))
                .toList();
    }

    private List<MeshStatus.BroadcastRoute> broadcast(Function<PeerName, List<PeerName>> via) {
        return routes.peers().stream()
                .map(source -> new MeshStatus.BroadcastRoute(source, via.apply(source)))
                .toList();
    }

    private List<MeshStatus.Connection> connections() {
        List<MeshStatus.Connection> all = new ArrayList<>();
        neighbours.all().forEach(connection -> all.add(live(connection)));
        connectionMaker.targets().forEach((address, target) -> addTarget(all, address, target));
        return all;
    }

    private MeshStatus.Connection live(MeshConnection connection) {
        OverlayStatus overlay = connection.overlayStatus();
        boolean encrypted = config.encryption() && !connection.trusted();
        String info =
                String.format(Locale.ROOT, "%-6s %s", overlay.overlay(), connection.remotePeer());
        if (config.encryption()) {
            String word = encrypted ? "encrypted" : "unencrypted";
            info = String.format(Locale.ROOT, "%-11s %s", word, info);
        }
        return new MeshStatus.Connection(
                connection.remoteAddress(),
                connection.outbound(),
                connection.isEstablished()
                        ? MeshStatus.State.ESTABLISHED
                        : MeshStatus.State.PENDING,
                info,
                attributes(overlay, encrypted),
                connection.remoteName(),
                connection.isWeaved(),
                connection.roundTripMicros(),
                overlay);
    }

    private static Map<String, Object> attributes(OverlayStatus overlay, boolean encrypted) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        if (encrypted) {
            attributes.put("encrypted", true);
            String cipher = overlay.details().get("cipher");
            if (cipher != null) {
                attributes.put("cipher", cipher);
            }
        }
        if (overlay.mtu() > 0) {
            attributes.put("mtu", overlay.mtu());
        }
        attributes.put("name", overlay.overlay());
        String choice = overlay.details().getOrDefault(OverlaySwitch.CHOICE, "");
        if (choice.contains(OverlaySwitch.ANOTHER)) {
            // A better one is there, and does not work.
            attributes.put("why", choice);
        }
        return attributes;
    }

    private void addTarget(List<MeshStatus.Connection> all, String address, Target target) {
        String error = target.lastError();
        switch (target.state()) {
            case ATTEMPTING -> {
                if (error == null) {
                    all.add(target(address, MeshStatus.State.CONNECTING, ""));
                } else {
                    all.add(target(address, MeshStatus.State.RETRYING, error));
                }
            }
            case WAITING -> {
                String why = error == null ? "not tried yet" : error;
                String info = why + ", retry: " + retry(target);
                all.add(target(address, MeshStatus.State.FAILED, info));
            }
            case CONNECTED, SUSPENDED -> {}
        }
    }

    private String retry(Target target) {
        if (target.never()) {
            return "never";
        }
        Duration wait = Duration.ofNanos(target.tryAtNanos() - nowNanos);
        return MOMENT.format(Instant.now().plus(wait));
    }

    private static MeshStatus.Connection target(
            String address, MeshStatus.State state, String info) {
        return new MeshStatus.Connection(
                address, true, state, info, Map.of(), PeerName.NONE, false, 0, null);
    }
}
