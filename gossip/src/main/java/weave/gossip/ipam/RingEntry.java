package weave.gossip.ipam;

import weave.core.peer.PeerName;

/**
 * The owner of the addresses from a token up to the next entry's.
 *
 * @param token the first address
 * @param version raised by the owner with every change, 32 bits
 * @param free addresses that the owner has not handed out, as it once told
 */
public record RingEntry(long token, PeerName peer, long version, long free) {
    RingEntry withPeer(PeerName newPeer, long newVersion) {
        return new RingEntry(token, newPeer, newVersion, free);
    }

    RingEntry withFree(long newFree) {
        return new RingEntry(token, peer, version, newFree);
    }

    RingEntry withVersion(long newVersion) {
        return new RingEntry(token, peer, newVersion, free);
    }
}
