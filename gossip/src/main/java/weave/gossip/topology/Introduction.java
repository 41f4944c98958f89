package weave.gossip.topology;

import weave.core.peer.PeerName;

/**
 * How a peer at the other end of a connection presents itself.
 *
 * @param uid its incarnation, unsigned
 * @param shortId 0 to 4095, meaningful if {@code hasShortId}
 */
public record Introduction(
        PeerName name, String nickName, long uid, int shortId, boolean hasShortId) {}
