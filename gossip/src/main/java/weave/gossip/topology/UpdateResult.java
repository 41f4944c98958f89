package weave.gossip.topology;

import java.util.Map;
import java.util.Set;
import weave.core.peer.PeerName;

/**
 * What came of an update.
 *
 * @param received every peer that the update describes: what a relayed broadcast carries on
 * @param before the peers of which it told something new, each with the version that we had before,
 *     0 if it was unknown
 * @param wanted the peers whose whole records are to be asked for: the update mentions them for the
 *     first time, or announces more of them than it tells
 * @param effects what else it calls for
 */
public record UpdateResult(
        Set<PeerName> received, Map<PeerName, Long> before, Set<PeerName> wanted, Effects effects) {
    public UpdateResult {
        received = Set.copyOf(received);
        before = Map.copyOf(before);
        wanted = Set.copyOf(wanted);
    }

    /**
     * The peers of which it told something new: what relayed gossip carries on. When not empty,
     * routes and connection targets are to be worked out again.
     */
    public Set<PeerName> improved() {
        return before.keySet();
    }
}
