package weave.linux.sodium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;
import weave.testkit.Allocation;

/** Needs the library, which tools/check installs; that its bytes are right is gossip's to test. */
class SodiumTest {
    private static final int LENGTH = 100;

    private final MemorySegment memory = Arena.ofAuto().allocate(4096, 64);
    private final long key = memory.address();
    private final long nonce = key + Sodium.KEY_LENGTH;
    private final long tag = nonce + Sodium.NONCE_LENGTH;
    private final long text = tag + Sodium.TAG_LENGTH;

    @Test
    void shouldBeThere() {
        assertTrue(Sodium.isPresent());
        assertTrue(Sodium.version().matches("1\\.\\d+\\.\\d+"), Sodium.version());
    }

    @Test
    void shouldHaveTheLibrarysLengths() throws Throwable {
        assertEquals(Sodium.KEY_LENGTH, length("key"));
        assertEquals(Sodium.NONCE_LENGTH, length("nonce"));
        assertEquals(Sodium.TAG_LENGTH, length("mac"));
    }

    private static int length(String what) throws Throwable {
        SymbolLookup library = SymbolLookup.libraryLookup(Sodium.fileName(), Arena.global());
        MethodHandle function =
                Linker.nativeLinker()
                        .downcallHandle(
                                library.findOrThrow("crypto_secretbox_" + what + "bytes"),
                                FunctionDescriptor.of(ValueLayout.JAVA_LONG));
        return (int) (long) function.invokeExact();
    }

    @Test
    void shouldOpenWhatItSealedAndNothingElse() {
        MemorySegment letter = memory.asSlice(text - memory.address(), LENGTH);
        letter.fill((byte) 7);
        Sodium.seal(text, tag, text, LENGTH, nonce, key);
        assertTrue(letter.mismatch(MemorySegment.ofArray(sevens())) >= 0);
        assertFalse(Sodium.open(text, text, tag, LENGTH - 1, nonce, key));
        letter.set(ValueLayout.JAVA_BYTE, 0, (byte) ~letter.get(ValueLayout.JAVA_BYTE, 0));
        assertFalse(Sodium.open(text, text, tag, LENGTH, nonce, key));
        letter.set(ValueLayout.JAVA_BYTE, 0, (byte) ~letter.get(ValueLayout.JAVA_BYTE, 0));
        assertTrue(Sodium.open(text, text, tag, LENGTH, nonce, key));
        assertEquals(-1, letter.mismatch(MemorySegment.ofArray(sevens())));
    }

    @Test
    void shouldAllocateNothing() {
        assertEquals(
                0,
                Allocation.bytes(
                        10_000,
                        () -> {
                            Sodium.seal(text, tag, text, LENGTH, nonce, key);
                            Sodium.open(text, text, tag, LENGTH, nonce, key);
                        }));
    }

    private static byte[] sevens() {
        byte[] sevens = new byte[LENGTH];
        java.util.Arrays.fill(sevens, (byte) 7);
        return sevens;
    }
}
