package weave.gossip.mesh;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.topology.PeerRecord;
import weave.gossip.topology.Peers;
import weave.gossip.wire.TopologyCodec;

/** The records of some peers, as they are when sent. */
final class TopologyData implements GossipData {
    private final Peers peers;
    private final Set<PeerName> names;

    TopologyData(Peers peers, Set<PeerName> names) {
        this.peers = peers;
        this.names = Set.copyOf(names);
    }

    /** Nothing if all of them have been forgotten meanwhile. */
    @Override
    public List<byte[]> encode() {
        List<PeerRecord> records = peers.records(names);
        return records.isEmpty() ? List.of() : List.of(TopologyCodec.encode(records));
    }

    @Override
    public GossipData merge(GossipData later) {
        Set<PeerName> both = new HashSet<>(names);
        both.addAll(((TopologyData) later).names);
        return new TopologyData(peers, both);
    }
}
