package weave.gossip.mesh;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.Shortened;
import weave.gossip.topology.PeerRecord;
import weave.gossip.topology.Peers;
import weave.gossip.wire.TopologyCodec;

/** The records of some peers, as they are when sent; and what tells the same by deltas. */
final class TopologyData implements Shortened {
    private final Peers peers;
    private final Set<PeerName> names;
    private final DeltaData deltas;

    /**
     * @param deltas what neighbours that take deltas are told instead
     */
    TopologyData(Peers peers, Set<PeerName> names, DeltaData deltas) {
        this.peers = peers;
        this.names = Set.copyOf(names);
        this.deltas = deltas;
    }

    @Override
    public String channel() {
        return Topology.CHANNEL;
    }

    @Override
    public DeltaData deltas() {
        return deltas;
    }

    /** Nothing if all of them have been forgotten meanwhile. */
    @Override
    public List<byte[]> encode() {
        List<PeerRecord> records = peers.records(names);
        return records.isEmpty() ? List.of() : List.of(TopologyCodec.encode(records));
    }

    @Override
    public GossipData merge(GossipData later) {
        TopologyData other = (TopologyData) later;
        Set<PeerName> both = new HashSet<>(names);
        both.addAll(other.names);
        return new TopologyData(peers, both, (DeltaData) deltas.merge(other.deltas));
    }
}
