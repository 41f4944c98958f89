package weave.gossip.wire;

import java.util.List;
import weave.gossip.topology.PeerRecord;

/** Peers and their connections, as the topology channel carries them. */
public final class TopologyCodec {
    private TopologyCodec() {}

    /** The data of one update; an empty list gives no bytes. */
    public static byte[] encode(List<PeerRecord> peers) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads one update. No bytes are an empty update. A last peer without its connections is
     * dropped.
     *
     * @throws WireException if it is malformed: the connection it came over must end
     */
    public static List<PeerRecord> decode(byte[] data) throws WireException {
        throw new UnsupportedOperationException();
    }
}
