package weave.gossip.mesh;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.core.overlay.OverlayStatus;
import weave.core.peer.PeerName;

/**
 * The mesh at one moment, for status pages.
 *
 * @param uid our incarnation, unsigned
 * @param peers every known peer with the connections it tells of, ourselves first
 * @param unicastRoutes over established and symmetric links: the way of frames
 * @param unicastRoutesAll over all links: the way of gossip
 * @param connections our connections, then the targets that are not connected
 * @param terminationCount connections that ended since the start
 * @param targets the peers we were told to connect to, as given
 * @param trustedSubnets CIDRs
 */
public record MeshStatus(
        PeerName name,
        String nickName,
        int port,
        long uid,
        int protocolMin,
        int protocolMax,
        boolean encryption,
        boolean discovery,
        int connectionLimit,
        List<Peer> peers,
        List<UnicastRoute> unicastRoutes,
        List<UnicastRoute> unicastRoutesAll,
        List<BroadcastRoute> broadcastRoutes,
        List<BroadcastRoute> broadcastRoutesAll,
        List<Connection> connections,
        long terminationCount,
        List<String> targets,
        List<String> trustedSubnets) {
    public MeshStatus {
        peers = List.copyOf(peers);
        unicastRoutes = List.copyOf(unicastRoutes);
        unicastRoutesAll = List.copyOf(unicastRoutesAll);
        broadcastRoutes = List.copyOf(broadcastRoutes);
        broadcastRoutesAll = List.copyOf(broadcastRoutesAll);
        connections = List.copyOf(connections);
        targets = List.copyOf(targets);
        trustedSubnets = List.copyOf(trustedSubnets);
    }

    /**
     * A known peer.
     *
     * @param uid unsigned; 0 for one known by name only
     * @param shortId 0 to 4095; 0 also when there is none
     * @param version unsigned
     */
    public record Peer(
            PeerName name,
            String nickName,
            long uid,
            int shortId,
            boolean hasShortId,
            long version,
            List<PeerConnection> connections) {
        public Peer {
            connections = List.copyOf(connections);
        }
    }

    /** A connection as the peer that has it tells. */
    public record PeerConnection(
            PeerName name,
            String nickName,
            String address,
            boolean outbound,
            boolean established) {}

    /** Towards {@code destination} by way of {@code via}; {@link PeerName#NONE} for ourselves. */
    public record UnicastRoute(PeerName destination, PeerName via) {}

    /** What {@code source} floods is passed on to {@code via}, which may be empty. */
    public record BroadcastRoute(PeerName source, List<PeerName> via) {
        public BroadcastRoute {
            via = List.copyOf(via);
        }
    }

    /** How far a connection has come. */
    public enum State {
        ESTABLISHED,
        PENDING,
        CONNECTING,
        RETRYING,
        FAILED;

        /** As on status pages: {@code established}. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * One of our connections or targets.
     *
     * @param address {@code ip:port}
     * @param info the overlay and the peer, or why it failed and when it is tried again
     * @param attributes what the overlay tells: {@code encrypted} (Boolean), {@code mtu} (Integer),
     *     {@code why} (String) if a better overlay does not work, {@code name} (String), in this
     *     order, each only if known; empty for a target
     * @param remote the peer's name; {@link PeerName#NONE} when not known
     * @param isWeaved whether the neighbour has announced features that only weaved has
     * @param roundTripMicros of the TCP connection, smoothed; 0 if unknown
     * @param overlay further facts of a live connection; {@code null} for a target
     */
    public record Connection(
            String address,
            boolean outbound,
            State state,
            String info,
            Map<String, Object> attributes,
            PeerName remote,
            boolean isWeaved,
            long roundTripMicros,
            OverlayStatus overlay) {
        public Connection {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        }
    }
}
