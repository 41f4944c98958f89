package weave.gossip.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import weave.core.overlay.EspKeys;
import weave.core.peer.PeerName;

/**
 * Keys for ESP, by HKDF-SHA256 of RFC 5869 as Weave Net makes them: the nonce is the salt, and the
 * receiver's name the information.
 */
public final class HkdfEspKeys implements EspKeys {
    private final SecureRandom random;

    public HkdfEspKeys(SecureRandom random) {
        this.random = random;
    }

    @Override
    public byte[] nonce() {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        return nonce;
    }

    @Override
    public byte[] derive(byte[] sessionKey, byte[] nonce, PeerName receiver) {
        byte[] info = ByteBuffer.allocate(Long.BYTES).putLong(receiver.value()).array();
        HKDFParameterSpec parameters =
                HKDFParameterSpec.ofExtract()
                        .addSalt(nonce)
                        .addIKM(sessionKey)
                        .thenExpand(info, KEY_LENGTH);
        try {
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
