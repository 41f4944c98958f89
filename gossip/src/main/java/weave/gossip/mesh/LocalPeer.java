package weave.gossip.mesh;

import java.util.Optional;
import java.util.Set;
import weave.core.peer.PeerName;
import weave.gossip.topology.Acquired;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.Introduction;
import weave.gossip.topology.Peer;
import weave.gossip.topology.Peers;
import weave.gossip.wire.Features;

/**
 * Keeps our own record in step with our connections. Of two connections to the same peer the one
 * with the lower UID stays; both ends know both UIDs and so agree.
 */
final class LocalPeer {
    private final Peers peers;
    private final Neighbours neighbours;
    private final RouteKeeper routes;
    private final Topology topology;
    private final Gossiper gossiper;
    private final ConnectionMaker connectionMaker;

    LocalPeer(
            Peers peers,
            Neighbours neighbours,
            RouteKeeper routes,
            Topology topology,
            Gossiper gossiper,
            ConnectionMaker connectionMaker) {
        this.peers = peers;
        this.neighbours = neighbours;
        this.routes = routes;
        this.topology = topology;
        this.gossiper = gossiper;
        this.connectionMaker = connectionMaker;
    }

    /**
     * Holds the record of a peer that has introduced itself.
     *
     * @param mayIntroduce whether one unknown so far is welcome
     * @throws MeshException if we do not want to be connected to it
     */
    Peer acquire(Features remote, boolean mayIntroduce) throws MeshException {
        refuseOurselves(remote);
        if (!mayIntroduce) {
            String unknown = "Found unknown remote name: " + remote.name();
            return peers.acquireKnown(remote.name()).orElseThrow(() -> new MeshException(unknown));
        }
        Acquired acquired =
                peers.acquire(
                        new Introduction(
                                remote.name(),
                                remote.nickName(),
                                remote.uid(),
                                remote.shortId(),
                                remote.hasShortId()));
        topology.apply(acquired.effects());
        return acquired.peer();
    }

    /**
     * Adds an introduced connection, if need be in place of another to the same peer, which closes.
     * A peer that may know nothing yet is told everything.
     *
     * @return why it is refused; empty if it was added
     */
    Optional<String> add(MeshConnection connection, boolean restarted) {
        Optional<String> refusal = settleDuplicate(connection).or(neighbours::refusal);
        if (refusal.isPresent()) {
            return refusal;
        }
        PeerName remote = connection.remoteName();
        boolean reached = routes.reaches(remote);
        neighbours.put(connection);
        peers.connectionAdded(
                new ConnectionRecord(
                        remote, connection.remoteAddress(), connection.outbound(), false));
        String who = restarted ? " (restarted peer)" : reached ? "" : " (new peer)";
        connection.log("connection added" + who);
        if (restarted || !reached) {
            gossiper.sendAll(connection);
        }
        connectionMaker.connected(connection);
        topology.changed(Set.of(remote));
        return Optional.empty();
    }

    /** Frames get through to it. */
    void established(MeshConnection connection) {
        boolean ours =
                neighbours
                        .find(connection.remoteName())
                        .filter(present -> present == connection)
                        .isPresent();
        if (ours) {
            peers.connectionEstablished(connection.remoteName());
            connection.log("connection fully established");
            topology.changed(Set.of());
        }
    }

    /** A connection whose peer was acquired has ended, whether it was ever added or not. */
    void remove(MeshConnection connection) {
        peers.release(connection.remotePeer());
        if (neighbours.remove(connection)) {
            peers.connectionRemoved(connection.remoteName());
            connection.log("connection deleted");
            // Before the change is told: nobody should hear from us of peers that are gone.
            topology.collect();
            topology.changed(Set.of());
        }
        topology.collectSoon();
    }

    private void refuseOurselves(Features remote) throws MeshException {
        Peer self = peers.self();
        if (remote.name().equals(PeerName.NONE)) {
            throw new MeshException("peer has the name of nobody, " + remote.name());
        }
        if (!remote.name().equals(self.name())) {
            return;
        }
        if (remote.uid() == self.uid()) {
            throw new MeshException("cannot connect to ourself", CloseCause.SELF);
        }
        String both = self + "\" and remote \"" + remote.name() + "(" + remote.nickName() + ")";
        throw new MeshException(
                "local \"" + both + "\" peer names collision", CloseCause.NAME_COLLISION);
    }

    private Optional<String> settleDuplicate(MeshConnection connection) {
        Optional<MeshConnection> found = neighbours.find(connection.remoteName());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        MeshConnection present = found.get();
        String reason =
                "Multiple connections to " + connection.remotePeer() + " added to " + peers.self();
        int order = Long.compareUnsigned(connection.uid(), present.uid());
        if (order <= 0) {
            present.close(reason);
        }
        return order < 0 ? Optional.empty() : Optional.of(reason);
    }
}
