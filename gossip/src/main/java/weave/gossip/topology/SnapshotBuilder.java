package weave.gossip.topology;

import java.util.List;
import weave.core.control.ForwardingSnapshot;
import weave.core.peer.PeerName;

/** Turns routes into what the dataplane reads: the tables over established links alone. */
public final class SnapshotBuilder {
    private SnapshotBuilder() {}

    /**
     * @param version higher than that of the snapshot before
     * @param known for the short ids; may be newer than the routes
     */
    public static ForwardingSnapshot build(long version, Routes routes, Peers known) {
        PeerName self = routes.self();
        ForwardingSnapshot.Builder builder = new ForwardingSnapshot.Builder(version, self.value());
        List<PeerName> peers = routes.peers();
        List<long[]> broadcasts = routes.broadcasts();
        for (int i = 0; i < peers.size(); i++) {
            PeerName peer = peers.get(i);
            if (!peer.equals(self)) {
                builder.route(peer.value(), routes.nextHop(peer).orElse(PeerName.NONE).value());
            }
            if (routes.reaches(peer)) {
                builder.broadcast(peer.value(), broadcasts.get(i));
            }
        }
        for (Peer peer : known.all()) {
            if (peer.hasShortId()) {
                boolean principal = known.shortIds().isPrincipal(peer);
                builder.shortId(peer.name().value(), peer.shortId(), principal);
            }
        }
        return builder.build();
    }

    /** Whether the short ids that {@code snapshot} knows are those of now, for the same peers. */
    public static boolean hasShortIdsOf(Peers known, ForwardingSnapshot snapshot) {
        for (Peer peer : known.all()) {
            long name = peer.name().value();
            int shortId = peer.hasShortId() ? peer.shortId() : ForwardingSnapshot.NO_SHORT_ID;
            boolean principal = known.shortIds().isPrincipal(peer);
            if (snapshot.shortId(name) != shortId
                    || principal != (snapshot.principal(shortId) == name)) {
                return false;
            }
        }
        return true;
    }
}
