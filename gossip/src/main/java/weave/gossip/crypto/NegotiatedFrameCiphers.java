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

    /** {@code null} for none. */
    private final AesGcmFrameCiphers aesGcm;

    public NegotiatedFrameCiphers(SecretBoxes secretBoxes, AesGcmFrameCiphers aesGcm) {
        this.secretBoxes = secretBoxes;
        this.aesGcm = aesGcm;
    }

    /** XSalsa20-Poly1305 with everybody: announces nothing, heeds no announcement. */
    public static NegotiatedFrameCiphers secretBoxesOnly(SecretBoxes secretBoxes) {
        return new NegotiatedFrameCiphers(secretBoxes, null);
    }

    @Override
    public Map<String, String> features() {
        return aesGcm != null ? Map.of(FEATURE, AesGcmFrameCiphers.NAME) : Map.of();
    }

    @Override
    public FrameCipher create(PeerName self, OverlayRequest request) {
        byte[] key = request.sessionKey();
        boolean outbound = request.outbound();
        PeerName remote = request.remotePeer();
        return aesGcm != null && knowsAesGcm(request)
                ? new FrameCipher(
                        AesGcmFrameCiphers.NAME,
                        aesGcm.sealer(key, self, remote),
                        aesGcm.opener(key, remote, self),
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
        return aesGcm == null
                ? boxes + " with all peers"
                : AesGcmFrameCiphers.NAME
                        + " by "
                        + aesGcm.library()
                        + " with weaved peers, "
                        + boxes
                        + " with others";
    }

    private static boolean knowsAesGcm(OverlayRequest request) {
        String announced = request.features().getOrDefault(FEATURE, "");
        return Arrays.asList(announced.split(" ")).contains(AesGcmFrameCiphers.NAME);
    }
}
