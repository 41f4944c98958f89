package weave.gossip.topology;

import java.util.Set;
import weave.core.peer.PeerName;

/**
 * What came of an update.
 *
 * @param received every peer that the update describes: what a relayed broadcast carries on
 * @param improved the peers of which it told something new: what relayed gossip carries on. When
 *     not empty, routes and connection targets are to be worked out again
 * @param effects what else it calls for
 */
public record UpdateResult(Set<PeerName> received, Set<PeerName> improved, Effects effects) {
    public UpdateResult {
        received = Set.copyOf(received);
        improved = Set.copyOf(improved);
    }
}
