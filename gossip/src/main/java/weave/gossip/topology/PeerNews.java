package weave.gossip.topology;

import java.util.List;
import java.util.Optional;
import weave.core.peer.PeerName;

/**
 * That a peer's record has a newer version, and if it can be said in few words, what is different
 * (docs/protocol/topology.md).
 *
 * @param uid the incarnation, unsigned
 * @param version the newer version, unsigned
 * @param delta empty for a mere announcement: who wants the record has to ask for it
 */
public record PeerNews(PeerName name, long uid, long version, Optional<Delta> delta) {
    /**
     * What has changed in the record since some version.
     *
     * @param base makes the newer version of this one and of any between, unsigned
     * @param shortId 0 to 4095, meaningful if {@code hasShortId}
     * @param put connections that are new or different
     * @param removed the remotes of those that are gone
     * @param hash of the whole record at the newer version, by which a mistake is found out
     */
    public record Delta(
            long base,
            int shortId,
            boolean hasShortId,
            List<ConnectionRecord> put,
            List<PeerName> removed,
            long hash) {
        public Delta {
            put = List.copyOf(put);
            removed = List.copyOf(removed);
        }
    }

    /** Connections told of: none in an announcement. */
    List<ConnectionRecord> putConnections() {
        return delta.map(Delta::put).orElse(List.of());
    }

    public static PeerNews announcement(PeerName name, long uid, long version) {
        return new PeerNews(name, uid, version, Optional.empty());
    }
}
