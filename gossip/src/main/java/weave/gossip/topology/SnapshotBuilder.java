package weave.gossip.topology;

import java.util.List;
import weave.core.control.ForwardingSnapshot;
import weave.core.peer.PeerName;

/** Turns routes into what the dataplane reads: the tables over established links alone. */
public final class SnapshotBuilder {
    private SnapshotBuilder() {}

    /**
     * @param version higher than that of the snapshot before
     */
    public static ForwardingSnapshot build(long version, Routes routes) {
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
        return builder.build();
    }
}
