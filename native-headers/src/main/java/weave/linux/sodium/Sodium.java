package weave.linux.sodium;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * {@code crypto_secretbox_xsalsa20poly1305} of {@code <sodium.h>}: a box is a tag of 16 bytes and
 * as many bytes as the text has. Addresses are not checked: whoever calls has done so.
 */
public final class Sodium {
    public static final int KEY_LENGTH = 32;
    public static final int NONCE_LENGTH = 24;
    public static final int TAG_LENGTH = 16;

    /** Newest first; both have the functions needed here, unchanged. */
    private static final List<String> LIBRARIES = List.of("libsodium.so.26", "libsodium.so.23");

    private static final int INIT_FAILED = -1;
    private static final int VERSION_LENGTH_MAX = 32;
    private static final Linker LINKER = Linker.nativeLinker();

    private static final FunctionDescriptor SIX_ADDRESSES =
            FunctionDescriptor.of(
                    JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final String FILE_NAME = find();
    private static final SymbolLookup LIBRARY = FILE_NAME == null ? null : open(FILE_NAME);
    private static final MethodHandle SEAL = link("crypto_secretbox_detached", SIX_ADDRESSES);
    private static final MethodHandle OPEN = link("crypto_secretbox_open_detached", SIX_ADDRESSES);

    private Sodium() {}

    /** Whether the other methods may be called. */
    public static boolean isPresent() {
        return SEAL != null && OPEN != null;
    }

    /** Which of the library's files is in use. */
    static String fileName() {
        return FILE_NAME;
    }

    /** The library's own version, such as {@code 1.0.18}. */
    @SuppressWarnings("restricted")
    public static String version() {
        MethodHandle version = link("sodium_version_string", FunctionDescriptor.of(ADDRESS));
        try {
            MemorySegment text = (MemorySegment) version.invokeExact();
            return text.reinterpret(VERSION_LENGTH_MAX).getString(0);
        } catch (Throwable thrown) {
            throw unreachable(thrown);
        }
    }

    /**
     * Encrypts; {@code text} and {@code encrypted} may be the same.
     *
     * @param tag where the tag is written
     */
    public static void seal(long encrypted, long tag, long text, int length, long nonce, long key) {
        try {
            int done = (int) SEAL.invokeExact(encrypted, tag, text, (long) length, nonce, key);
            assert done == 0 : done;
        } catch (Throwable thrown) {
            throw unreachable(thrown);
        }
    }

    /**
     * Verifies, then decrypts; {@code text} and {@code encrypted} may be the same.
     *
     * @return whether it was genuine; if not, nothing is written
     */
    public static boolean open(
            long text, long encrypted, long tag, int length, long nonce, long key) {
        try {
            return (int) OPEN.invokeExact(text, encrypted, tag, (long) length, nonce, key) == 0;
        } catch (Throwable thrown) {
            throw unreachable(thrown);
        }
    }

    private static String find() {
        for (String fileName : LIBRARIES) {
            if (starts(fileName)) {
                return fileName;
            }
        }
        return null;
    }

    /** Whether there is a library of that name, and it is ready for use. */
    @SuppressWarnings("restricted")
    private static boolean starts(String fileName) {
        try {
            MethodHandle init =
                    LINKER.downcallHandle(
                            open(fileName).findOrThrow("sodium_init"),
                            FunctionDescriptor.of(JAVA_INT));
            return (int) init.invokeExact() != INIT_FAILED;
        } catch (IllegalArgumentException | NoSuchElementException notThere) {
            return false;
        } catch (Throwable thrown) {
            throw unreachable(thrown);
        }
    }

    /** Loaded for as long as the process lives. */
    @SuppressWarnings("restricted")
    private static SymbolLookup open(String fileName) {
        return SymbolLookup.libraryLookup(fileName, Arena.global());
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(String name, FunctionDescriptor signature) {
        return LIBRARY == null
                ? null
                : LIBRARY.find(name)
                        .map(function -> LINKER.downcallHandle(function, signature))
                        .orElse(null);
    }

    private static AssertionError unreachable(Throwable thrown) {
        return new AssertionError(thrown);
    }
}
