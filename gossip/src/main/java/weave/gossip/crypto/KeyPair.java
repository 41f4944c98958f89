package weave.gossip.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A curve25519 key pair, made for one connection and forgotten with it. */
public final class KeyPair {
    /** Bytes of a private, public or shared key. */
    public static final int KEY_LENGTH = 32;

    private final byte[] privateKey;
    private final byte[] publicKey = new byte[KEY_LENGTH];

    private KeyPair(byte[] privateKey) {
        this.privateKey = privateKey;
        X25519.scalarMultBase(privateKey, 0, publicKey, 0);
    }

    public static KeyPair generate(SecureRandom random) {
        byte[] privateKey = new byte[KEY_LENGTH];
        random.nextBytes(privateKey);
        return new KeyPair(privateKey);
    }

    /** The pair of a known private key of {@link #KEY_LENGTH} bytes, which is copied. */
    public static KeyPair ofPrivate(byte[] privateKey) {
        if (privateKey.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a private key has 32 bytes");
        }
        return new KeyPair(privateKey.clone());
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * The secret that both ends compute. A hostile public key of low order gives a secret that
     * anybody can compute: the password, which goes into the session key, is what keeps such a peer
     * out.
     *
     * @param remotePublicKey {@link #KEY_LENGTH} bytes, untrusted; every value is accepted
     */
    public byte[] shared(byte[] remotePublicKey) {
        byte[] point = new byte[KEY_LENGTH];
        X25519.scalarMult(privateKey, 0, remotePublicKey, 0, point, 0);
        byte[] shared = HSalsa20.derive(point, new byte[HSalsa20.INPUT_LENGTH]);
        Arrays.fill(point, (byte) 0);
        return shared;
    }

    /** Forgets the private key; nothing is shared with it any more. */
    public void wipe() {
        Arrays.fill(privateKey, (byte) 0);
    }

    /** Leaves the private key out: it never reaches a log. */
    @Override
    public String toString() {
        return "KeyPair";
    }
}
