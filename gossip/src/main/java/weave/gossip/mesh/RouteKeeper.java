package weave.gossip.mesh;

import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.peer.PeerName;
import weave.gossip.topology.Peers;
import weave.gossip.topology.RouteCalculator;
import weave.gossip.topology.Routes;
import weave.gossip.topology.SnapshotBuilder;

/**
 * The routes of the moment. Changes are gathered for a while before they are worked out and
 * published to the dataplane; gossip that must not go astray has them worked out at once.
 */
final class RouteKeeper {
    private final Peers peers;
    private final ForwardingTable table;
    private final Delayed publication;
    private Routes routes;

    /** What the dataplane has; {@code null} at first. */
    private Routes published;

    private boolean stale;
    private boolean neighboursStale;

    RouteKeeper(MeshTimes times, ControlLoop loop, Peers peers, ForwardingTable table) {
        this.peers = peers;
        this.table = table;
        this.publication = new Delayed(loop, times.routesDelay(), this::publish);
        this.routes = Routes.alone(peers.self().name());
    }

    /** Something that routes depend on has changed elsewhere. */
    void invalidate() {
        stale = true;
        publication.request();
    }

    /** Our own connections have changed. */
    void invalidateNeighbours() {
        neighboursStale = true;
        invalidate();
    }

    /** Whether frames can reach {@code peer}, by the routes last published or later. */
    boolean reaches(PeerName peer) {
        return routes.reaches(peer);
    }

    /** The newest routes, for status pages and for unicasts. */
    Routes current() {
        return routes;
    }

    /** Routes with all our own connections in them: good enough to choose whom to tell. */
    Routes ofNeighbours() {
        return neighboursStale ? fresh() : routes;
    }

    /** The routes with every change in them. */
    Routes fresh() {
        if (stale) {
            routes = RouteCalculator.calculate(peers, routes);
            stale = false;
            neighboursStale = false;
        }
        return routes;
    }

    void stop() {
        publication.cancel();
    }

    private void publish() {
        Routes newest = fresh();
        ForwardingSnapshot before = table.currentAcquire();
        if (published == null
                || !newest.leadFramesLike(published)
                || !SnapshotBuilder.hasShortIdsOf(peers, before)) {
            table.publishRelease(SnapshotBuilder.build(before.version() + 1, newest, peers));
            published = newest;
        }
    }
}
