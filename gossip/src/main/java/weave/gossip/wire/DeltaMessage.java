package weave.gossip.wire;

import java.util.List;
import weave.core.peer.PeerName;
import weave.gossip.topology.PeerNews;
import weave.gossip.topology.PeerRecord;
import weave.gossip.topology.PeersDigest;

/** What two neighbours that tell each other of the topology in deltas have to say. */
public sealed interface DeltaMessage {
    /** The records that the sender has, in few words. Who has others answers with a summary. */
    record Digest(PeersDigest digest) implements DeltaMessage {}

    /** All records that the sender has: announcements, which say who and which version. */
    record Summary(List<PeerNews> records) implements DeltaMessage {}

    /** Records that are newer than the sender heard of before. */
    record News(List<PeerNews> news) implements DeltaMessage {}

    /** The sender asks for whole records. */
    record Want(List<PeerName> names) implements DeltaMessage {}

    /** Whole records: the answer. */
    record Records(List<PeerRecord> records) implements DeltaMessage {}

    default byte[] encode() {
        return DeltaCodec.encode(this);
    }

    /**
     * @throws WireException if it is malformed: the connection it came over must end
     */
    static DeltaMessage decode(byte[] data) throws WireException {
        return DeltaCodec.decode(data);
    }
}
