package weave.gossip.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM under the key of one epoch and direction. The nonce is a secret start value with the
 * sequence field mixed into its last 8 bytes: other fields make other nonces.
 *
 * <pre>
 *   material:  | key (32) | start value (12) |
 *   box:       | text, encrypted | tag (16) |
 * </pre>
 *
 * <p>The arrays are on the heap because there the JDK's AES-GCM is fastest. One thread.
 */
final class GcmKey {
    static final int TAG_LENGTH = 16;
    static final int MATERIAL_LENGTH = 44;

    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = MATERIAL_LENGTH - KEY_LENGTH;
    private static final int FIELD_OFFSET = NONCE_LENGTH - Long.BYTES;
    private static final VarHandle FIELD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int epoch;
    private final SecretBytes key;
    private final byte[] start;
    private final byte[] nonce;
    private final Cipher cipher;

    /**
     * @param material of {@link #MATERIAL_LENGTH} bytes; wiped
     */
    GcmKey(int epoch, byte[] material) {
        this.epoch = epoch;
        key = new SecretBytes(Arrays.copyOf(material, KEY_LENGTH));
        start = Arrays.copyOfRange(material, KEY_LENGTH, MATERIAL_LENGTH);
        nonce = start.clone();
        Arrays.fill(material, (byte) 0);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    int epoch() {
        return epoch;
    }

    /**
     * Encrypts {@code length} bytes at the beginning of {@code text} in place and puts the tag
     * behind them.
     *
     * @param header authenticated too
     * @param field never used twice with this key
     */
    void seal(byte[] header, byte[] text, int length, long field) {
        try {
            begin(Cipher.ENCRYPT_MODE, header, field);
            cipher.doFinal(text, 0, length, text, 0);
        } catch (GeneralSecurityException bug) {
            throw new AssertionError(bug);
        }
    }

    /**
     * Verifies and decrypts.
     *
     * @param box text and tag
     * @param length of both
     * @param text as long as {@code box}; what is not genuine leaves zeros in it, or nothing
     * @return whether it was genuine
     */
    boolean open(byte[] header, byte[] box, int length, long field, byte[] text) {
        try {
            begin(Cipher.DECRYPT_MODE, header, field);
            cipher.doFinal(box, 0, length, text, 0);
            return true;
        } catch (AEADBadTagException forged) {
            return false;
        } catch (GeneralSecurityException bug) {
            throw new AssertionError(bug);
        }
    }

    private void begin(int mode, byte[] header, long field) throws GeneralSecurityException {
        FIELD.set(nonce, FIELD_OFFSET, (long) FIELD.get(start, FIELD_OFFSET) ^ field);
        cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
        cipher.updateAAD(header);
    }

    /** Not to be used afterwards. */
    void wipe() {
        key.wipe();
        Arrays.fill(start, (byte) 0);
        Arrays.fill(nonce, (byte) 0);
    }

    /** Leaves the key out: it never reaches a log. */
    @Override
    public String toString() {
        return "GcmKey";
    }
}
