package weave.gossip.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import weave.core.peer.PeerName;

/**
 * The keys of one direction of a connection, one after the other. A secret makes the key of its
 * epoch and the secret of the next, by HKDF-SHA256 of RFC 5869; then it is wiped, so that nothing
 * here leads back to earlier keys. See docs/protocol/crypto.md.
 *
 * <pre>
 *   session key ── extract ── secret 0 ── secret 1 ── secret 2 ── ...
 *                                │           │           │
 *                              key 0       key 1       key 2
 * </pre>
 *
 * <p>One thread.
 */
final class EpochKeys {
    /** Epochs have 15 bits in the sequence field. */
    static final int EPOCH_MAX = (1 << 15) - 1;

    private static final byte[] SALT = ascii("weaved sleeve aes-256-gcm");
    private static final byte[] LABEL_FIRST = ascii("first");
    private static final byte[] LABEL_NEXT = ascii("next");
    private static final byte[] LABEL_KEY = ascii("key");
    private static final int SECRET_LENGTH = 32;
    private static final int LABEL_LENGTH_MAX = 5;
    private static final int NAME_LENGTH = 6;
    private static final int INFO_LENGTH_MAX = LABEL_LENGTH_MAX + 2 * NAME_LENGTH + Short.BYTES;

    private final KeyMaker maker;
    private final PeerName sender;
    private final PeerName receiver;
    private SecretBytes secret;
    private int epoch;

    private GcmKey previous;
    private GcmKey current;
    private GcmKey next;

    /** {@link GcmKeys#forSealing} or {@link GcmKeys#forOpening} of a library. */
    interface KeyMaker {
        GcmKey make(int epoch, byte[] material);
    }

    /**
     * @param sessionKey 32 bytes; not kept
     */
    EpochKeys(KeyMaker maker, byte[] sessionKey, PeerName sender, PeerName receiver) {
        this.maker = maker;
        this.sender = sender;
        this.receiver = receiver;
        HKDFParameterSpec extraction =
                HKDFParameterSpec.ofExtract()
                        .addSalt(SALT)
                        .addIKM(sessionKey)
                        .thenExpand(info(LABEL_FIRST, 0), SECRET_LENGTH);
        secret = new SecretBytes(derive(extraction));
        current = key();
        step();
        next = key();
    }

    /** Wipes the keys when nothing can use {@code owner} any more. */
    void wipeAfter(Object owner) {
        Wiping.after(owner, this::wipe);
    }

    /** The key before the current one; {@code null} if there is none. */
    GcmKey previous() {
        return previous;
    }

    GcmKey current() {
        return current;
    }

    /** The key after the current one; {@code null} if there is none. */
    GcmKey next() {
        return next;
    }

    /** Makes the next key the current one; there must be one. */
    void advance() {
        if (previous != null) {
            previous.wipe();
        }
        previous = current;
        current = next;
        next = null;
        if (epoch < EPOCH_MAX) {
            step();
            next = key();
        }
    }

    /** The previous key is of no use any more. */
    void forgetPrevious() {
        if (previous != null) {
            previous.wipe();
            previous = null;
        }
    }

    private GcmKey key() {
        return maker.make(epoch, expand(LABEL_KEY, GcmKey.MATERIAL_LENGTH));
    }

    private void step() {
        byte[] following = expand(LABEL_NEXT, SECRET_LENGTH);
        secret.wipe();
        secret = new SecretBytes(following);
        epoch++;
    }

    private byte[] expand(byte[] label, int length) {
        return derive(HKDFParameterSpec.expandOnly(secret, info(label, epoch), length));
    }

    private byte[] info(byte[] label, int ofEpoch) {
        ByteBuffer info = ByteBuffer.allocate(INFO_LENGTH_MAX);
        info.put(label).put(sender.toBytes()).put(receiver.toBytes()).putShort((short) ofEpoch);
        return Arrays.copyOf(info.array(), info.position());
    }

    private static byte[] derive(HKDFParameterSpec parameters) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    private void wipe() {
        secret.wipe();
        forgetPrevious();
        current.wipe();
        if (next != null) {
            next.wipe();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Leaves the keys out: they never reach a log. */
    @Override
    public String toString() {
        return "EpochKeys";
    }
}
