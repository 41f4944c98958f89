package weave.gossip.ipam;

import java.util.List;
import weave.core.peer.PeerName;

/**
 * Somebody's ring contradicts ours.
 *
 * @param teller whose ring
 * @param reason in a line, for people
 * @param disputes the addresses it would take from us although they are in use; empty if the rings
 *     have nothing to do with each other
 * @param sinceSeconds when that was noticed, seconds since 1970
 */
public record Conflict(PeerName teller, String reason, List<Dispute> disputes, long sinceSeconds) {
    public Conflict {
        disputes = List.copyOf(disputes);
    }
}
