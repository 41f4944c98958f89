package weave.core.overlay;

import java.net.InetSocketAddress;
import java.util.Map;
import weave.core.peer.PeerName;

/**
 * What an overlay needs to know of a mesh connection.
 *
 * @param remotePeer the neighbour
 * @param nickName its nickname, for logs
 * @param connectionUid the XOR of both ends' connection ids, 64 bits
 * @param outbound whether we dialled the TCP connection
 * @param local our end of the TCP connection
 * @param remote the neighbour's end of the TCP connection
 * @param sessionKey 32 bytes when frames must be encrypted, {@code null} when they go in clear;
 *     wiped when the overlays are prepared, so they copy it or what they derive from it
 * @param features what the neighbour announced; read-only
 */
public record OverlayRequest(
        PeerName remotePeer,
        String nickName,
        long connectionUid,
        boolean outbound,
        InetSocketAddress local,
        InetSocketAddress remote,
        byte[] sessionKey,
        Map<String, String> features) {
    public OverlayRequest {
        features = Map.copyOf(features);
    }

    /** Leaves the session key out: it never reaches a log. */
    @Override
    public String toString() {
        return "OverlayRequest["
                + remotePeer
                + (outbound ? " -> " : " <- ")
                + remote
                + (sessionKey == null ? "]" : " encrypted]");
    }
}
