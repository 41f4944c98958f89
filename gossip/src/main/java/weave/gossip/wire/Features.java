package weave.gossip.wire;

import java.util.List;
import java.util.Map;
import weave.core.peer.PeerName;

/**
 * What a peer says of itself when a connection begins.
 *
 * @param name the peer's name
 * @param nickName for humans; may be empty
 * @param uid the incarnation, unsigned 64 bits
 * @param connectionId the sender's random number for this connection attempt, unsigned 64 bits
 * @param hasShortId whether the peer has a short id
 * @param shortId 0 to 4095, 0 without one
 * @param trusted whether the sender trusts the receiver's address
 * @param announcesOverlays whether the peer negotiates overlays at all; one that does not has
 *     sleeve alone
 * @param overlays names of overlays, best first
 * @param others further keys, which an older peer ignores
 */
public record Features(
        PeerName name,
        String nickName,
        long uid,
        long connectionId,
        boolean hasShortId,
        int shortId,
        boolean trusted,
        boolean announcesOverlays,
        List<String> overlays,
        Map<String, String> others) {
    public Features {
        overlays = List.copyOf(overlays);
        others = Map.copyOf(others);
    }

    /** What a peer that has all features announces. */
    public static Features announced(
            PeerName name,
            String nickName,
            long uid,
            long connectionId,
            int shortId,
            boolean trusted,
            List<String> overlays,
            Map<String, String> others) {
        return new Features(
                name, nickName, uid, connectionId, true, shortId, trusted, true, overlays, others);
    }

    /**
     * Understands a received map.
     *
     * @throws WireException if a key is missing or a value malformed
     */
    public static Features parse(Map<String, String> values) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** The map that is sent. */
    public Map<String, String> toMap() {
        throw new UnsupportedOperationException();
    }

    /** The number both ends know the connection by: the XOR of their connection ids. */
    public long connectionUid(long ownConnectionId) {
        return connectionId ^ ownConnectionId;
    }
}
