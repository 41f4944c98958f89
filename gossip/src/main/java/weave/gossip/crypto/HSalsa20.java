package weave.gossip.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.engines.Salsa20Engine;

/**
 * Derives a key from a key and 16 further bytes: Salsa20's rounds without the final addition, of
 * whose sixteen words the constant's and the input's places are kept.
 *
 * <pre>
 *    c0  k0  k1  k2      c: the constant "expand 32-byte k"
 *    k3  c1  n0  n1      k: the key         n: the 16 bytes
 *    n2  n3  c2  k4
 *    k5  k6  k7  c3      result: the words at c0 c1 c2 c3 n0 n1 n2 n3
 * </pre>
 */
final class HSalsa20 {
    static final int KEY_LENGTH = 32;
    static final int INPUT_LENGTH = 16;

    private static final int ROUNDS = 20;
    private static final int STATE_WORDS = 16;
    private static final int[] CONSTANT = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    private static final int[] CONSTANT_PLACES = {0, 5, 10, 15};
    private static final int[] KEY_PLACES = {1, 2, 3, 4, 11, 12, 13, 14};
    private static final int[] INPUT_PLACES = {6, 7, 8, 9};
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private HSalsa20() {}

    static byte[] derive(byte[] key, byte[] input) {
        int[] before = new int[STATE_WORDS];
        lay(key, input, before);
        int[] after = new int[STATE_WORDS];
        Salsa20Engine.salsaCore(ROUNDS, before, after);
        byte[] derived = new byte[KEY_LENGTH];
        // The core has added what it was given; here that is taken off again.
        for (int i = 0; i < CONSTANT_PLACES.length; i++) {
            int constant = CONSTANT_PLACES[i];
            int word = INPUT_PLACES[i];
            WORD.set(derived, i * Integer.BYTES, after[constant] - before[constant]);
            WORD.set(derived, INPUT_LENGTH + i * Integer.BYTES, after[word] - before[word]);
        }
        return derived;
    }

    /** Lays key and input out as in the drawing: the state from which Salsa20 starts. */
    static void lay(byte[] key, byte[] input, int[] state) {
        for (int i = 0; i < CONSTANT_PLACES.length; i++) {
            state[CONSTANT_PLACES[i]] = CONSTANT[i];
            state[INPUT_PLACES[i]] = (int) WORD.get(input, i * Integer.BYTES);
        }
        for (int i = 0; i < KEY_PLACES.length; i++) {
            state[KEY_PLACES[i]] = (int) WORD.get(key, i * Integer.BYTES);
        }
    }
}
