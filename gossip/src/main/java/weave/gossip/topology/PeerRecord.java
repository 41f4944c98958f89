package weave.gossip.topology;

import java.util.List;
import weave.core.peer.PeerName;

/**
 * One peer's record as it travels in topology gossip.
 *
 * @param uid the incarnation, unsigned 64 bits; 0 for a placeholder
 * @param version unsigned 64 bits
 * @param shortId 0 to 4095, meaningful if {@code hasShortId}
 */
public record PeerRecord(
        PeerName name,
        String nickName,
        long uid,
        long version,
        int shortId,
        boolean hasShortId,
        List<ConnectionRecord> connections) {
    public PeerRecord {
        connections = List.copyOf(connections);
    }
}
