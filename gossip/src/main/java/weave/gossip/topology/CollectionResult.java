package weave.gossip.topology;

import java.util.List;

/**
 * What a garbage collection removed.
 *
 * @param removed the records as they were, ascending by name; whoever keeps something about these
 *     peers forgets it
 * @param effects what else it calls for
 */
public record CollectionResult(List<PeerRecord> removed, Effects effects) {
    public CollectionResult {
        removed = List.copyOf(removed);
    }
}
