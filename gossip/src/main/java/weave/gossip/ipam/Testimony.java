package weave.gossip.ipam;

import java.util.List;
import weave.core.peer.PeerName;

/**
 * What a peer knows, for a repair.
 *
 * @param used addresses in use there
 * @param isCertain whether the peer itself has said so; else it could not be asked, and all that
 *     its ring gives it counts as in use
 */
record Testimony(PeerName peer, Ring ring, List<AddressRange> used, boolean isCertain) {
    Testimony {
        used = List.copyOf(used);
    }

    /** Of a peer that told its ring but does not understand questions. */
    static Testimony assumed(PeerName peer, Ring ring) {
        return new Testimony(peer, ring, ring.ownedBy(peer), false);
    }
}
