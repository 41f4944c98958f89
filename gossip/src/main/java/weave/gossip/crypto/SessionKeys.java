package weave.gossip.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The key of one connection, for its whole life. */
public final class SessionKeys {
    private SessionKeys() {}

    /**
     * SHA-256 over the shared secret and the password. Who has another password gets another key
     * and fails with the first message.
     *
     * @param remotePublicKey 32 bytes, untrusted
     * @return 32 bytes
     */
    public static byte[] derive(KeyPair own, byte[] remotePublicKey, byte[] password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] shared = own.shared(remotePublicKey);
            digest.update(shared);
            Arrays.fill(shared, (byte) 0);
            return digest.digest(password);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
