package weave.bench.goals;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import weave.core.overlay.FrameSealer;

/** Seals a burst of datagrams and opens it again with the JDK's AES-256-GCM, and nothing else. */
final class SealAndOpen {
    private static final int BURST = 44;
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 8 * FrameSealer.TAG_LENGTH;

    private final SecretKeySpec key = new SecretKeySpec(new byte[KEY_LENGTH], "AES");
    private final Cipher sealer = cipher();
    private final Cipher opener = cipher();
    private final byte[] header = new byte[FrameSealer.HEADER_LENGTH];
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private final byte[][] texts;
    private final byte[][] boxes;
    private final byte[] opened;
    private long sealed;

    /**
     * @param length of each datagram's text, in bytes
     */
    SealAndOpen(int length) {
        texts = new byte[BURST][length];
        boxes = new byte[BURST][length + FrameSealer.TAG_LENGTH];
        opened = new byte[length];
        Random random = new Random(length);
        for (byte[] text : texts) {
            random.nextBytes(text);
        }
    }

    /** Does it once; returns how many datagrams it were. */
    int burst() {
        try {
            long first = sealed;
            for (int i = 0; i < BURST; i++) {
                begin(sealer, Cipher.ENCRYPT_MODE, sealed++);
                sealer.doFinal(texts[i], 0, texts[i].length, boxes[i], 0);
            }
            for (int i = 0; i < BURST; i++) {
                begin(opener, Cipher.DECRYPT_MODE, first + i);
                opener.doFinal(boxes[i], 0, boxes[i].length, opened, 0);
            }
            return BURST;
        } catch (GeneralSecurityException bug) {
            throw new AssertionError(bug);
        }
    }

    private void begin(Cipher cipher, int mode, long number) throws GeneralSecurityException {
        ByteBuffer.wrap(nonce).putLong(NONCE_LENGTH - Long.BYTES, number);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header);
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
