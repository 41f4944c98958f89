package weave.core.overlay;

import java.util.Map;
import weave.core.peer.PeerName;

/** Makes the encryption of connections. Called on the control thread. */
public interface FrameCipherFactory {
    /** What neighbours are told in our features, so that both ends choose alike. */
    Map<String, String> features();

    /**
     * The best encryption that both ends know.
     *
     * @param self the name of this peer
     * @param request of a connection with a session key, which is not kept
     */
    FrameCipher create(PeerName self, OverlayRequest request);
}
