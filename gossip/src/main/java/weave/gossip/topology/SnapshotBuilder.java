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
        for (PeerName peer : routes.peers()) {
            if (!peer.equals(self)) {
                builder.route(peer.value(), routes.nextHop(peer).orElse(PeerName.NONE).value());
            }
            if (routes.reaches(peer)) {
                builder.broadcast(peer.value(), values(routes.broadcast(peer)));
            }
        }
        return builder.build();
    }

    private static long[] values(List<PeerName> names) {
        long[] values = new long[names.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = names.get(i).value();
        }
        return values;
    }
}
