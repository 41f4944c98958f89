package weave.gossip.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * XSalsa20-Poly1305 piece by piece, for texts too long for one array. Of the 24 bytes of the nonce
 * the first 16 never change on one side of a connection, so the key that HSalsa20 derives from them
 * is made once. Each text then starts the key stream at block 0:
 *
 * <pre>
 *   key stream:  | 32 bytes: Poly1305's key | from here on: mixed into the text ... |
 *   tag:         Poly1305 over the encrypted text
 * </pre>
 */
final class SecretStream {
    /** Every piece but the last must be a multiple of this many bytes. */
    static final int PIECE_UNIT = Integer.BYTES;

    private static final int ROUNDS = 20;
    private static final int BLOCK_LENGTH = 64;
    private static final int NONCE_WORD = 6;
    private static final int COUNTER_WORD = 8;
    private static final int TAG_KEY_LENGTH = 32;
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] state = new int[BLOCK_LENGTH / Integer.BYTES];
    private final int[] block = new int[BLOCK_LENGTH / Integer.BYTES];
    private final byte[] tagKey = new byte[TAG_KEY_LENGTH];
    private final Poly1305 authenticator = new Poly1305();
    private int used;

    SecretStream(byte[] key, int origin) {
        byte[] prefix = new byte[HSalsa20.INPUT_LENGTH];
        prefix[0] = (byte) origin;
        HSalsa20.lay(HSalsa20.derive(key, prefix), new byte[HSalsa20.INPUT_LENGTH], state);
    }

    /** Starts a text. */
    void begin(long number) {
        state[NONCE_WORD] = Integer.reverseBytes((int) (number >>> Integer.SIZE));
        state[NONCE_WORD + 1] = Integer.reverseBytes((int) number);
        state[COUNTER_WORD] = 0;
        Salsa20Engine.salsaCore(ROUNDS, state, block);
        for (int i = 0; i < TAG_KEY_LENGTH; i += Integer.BYTES) {
            WORD.set(tagKey, i, block[i / Integer.BYTES]);
        }
        used = TAG_KEY_LENGTH;
        authenticator.init(new KeyParameter(tagKey));
    }

    void encrypt(byte[] bytes, int offset, int length) {
        mix(bytes, offset, length);
        authenticator.update(bytes, offset, length);
    }

    void decrypt(byte[] bytes, int offset, int length) {
        authenticator.update(bytes, offset, length);
        mix(bytes, offset, length);
    }

    /** Ends the text: writes its tag. */
    void tag(byte[] bytes, int offset) {
        authenticator.doFinal(bytes, offset);
    }

    private void mix(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int wordsEnd = end - length % PIECE_UNIT;
        int at = offset;
        while (at < wordsEnd) {
            refill();
            int run = Math.min(wordsEnd - at, BLOCK_LENGTH - used);
            for (int i = 0; i < run; i += PIECE_UNIT) {
                int word = (int) WORD.get(bytes, at + i) ^ block[(used + i) / Integer.BYTES];
                WORD.set(bytes, at + i, word);
            }
            at += run;
            used += run;
        }
        if (at < end) {
            refill();
            for (int word = block[used / Integer.BYTES]; at < end; word >>>= Byte.SIZE) {
                bytes[at++] ^= (byte) word;
            }
        }
    }

    /** The counter's upper half stays zero: no text here is longer than 2^38 bytes. */
    private void refill() {
        if (used == BLOCK_LENGTH) {
            state[COUNTER_WORD]++;
            Salsa20Engine.salsaCore(ROUNDS, state, block);
            used = 0;
        }
    }
}
