package weave.gossip.crypto;

import java.util.Arrays;
import java.util.Map;
import weave.core.overlay.FrameCipher;
import weave.core.overlay.FrameCipherFactory;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;

/**
 * AES-256-GCM with a neighbour that announces it, XSalsa20-Poly1305 with all others. The features
 * travel under the session key, so nobody between the two can strike the announcement out.
 */
public final class NegotiatedFrameCiphers implements FrameCipherFactory {
    /** The key of the feature: names of ciphers, best first, blanks between; others are ignored. */
    public static final String FEATURE = "WeavedCiphers";

    private static final String SECRET_BOX = "secretbox";

    private final SecretBoxes secretBoxes;
    private final boolean aesGcm;

    public NegotiatedFrameCiphers(SecretBoxes secretBoxes) {
        this(secretBoxes, true);
    }

    private NegotiatedFrameCiphers(SecretBoxes secretBoxes, boolean aesGcm) {
        this.secretBoxes = secretBoxes;
        this.aesGcm = aesGcm;
    }

    /** XSalsa20-Poly1305 with everybody: announces nothing, heeds no announcement. */
    public static NegotiatedFrameCiphers secretBoxesOnly(SecretBoxes secretBoxes) {
        return new NegotiatedFrameCiphers(secretBoxes, false);
    }

    @Override
    public Map<String, String> features() {
        return aesGcm ? Map.of(FEATURE, AesGcmFrameCiphers.NAME) : Map.of();
    }

    @Override
    public FrameCipher create(PeerName self, OverlayRequest request) {
        byte[] key = request.sessionKey();
        boolean outbound = request.outbound();
        PeerName remote = request.remotePeer();
        return aesGcm && knowsAesGcm(request)
                ? new FrameCipher(
                        AesGcmFrameCiphers.NAME,
                        AesGcmFrameCiphers.sealer(key, self, remote),
                        AesGcmFrameCiphers.opener(key, remote, self),
                        true)
                : new FrameCipher(
                        SECRET_BOX,
                        secretBoxes.sealer(key, outbound),
                        secretBoxes.opener(key, !outbound),
                        false);
    }

    /** What is used with whom, for logs. */
    public String description() {
        String boxes = SECRET_BOX + " by " + secretBoxes.library();
        return aesGcm
                ? AesGcmFrameCiphers.NAME + " with weaved peers, " + boxes + " with others"
                : boxes + " with all peers";
    }

    private static boolean knowsAesGcm(OverlayRequest request) {
        String announced = request.features().getOrDefault(FEATURE, "");
        return Arrays.asList(announced.split(" ")).contains(AesGcmFrameCiphers.NAME);
    }
}
