package weave.linux.sodium;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static weave.linux.library.SharedLibrary.unreachable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import weave.linux.library.SharedLibrary;

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

    private static final FunctionDescriptor SIX_ADDRESSES =
            FunctionDescriptor.of(
                    JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final SharedLibrary LIBRARY = SharedLibrary.find(LIBRARIES, Sodium::starts);
    private static final MethodHandle SEAL =
            LIBRARY.link("crypto_secretbox_detached", SIX_ADDRESSES);
    private static final MethodHandle OPEN =
            LIBRARY.link("crypto_secretbox_open_detached", SIX_ADDRESSES);

    private Sodium() {}

    /** Whether the other methods may be called. */
    public static boolean isPresent() {
        return SEAL != null && OPEN != null;
    }

    /** Which of the library's files is in use. */
    static String fileName() {
        return LIBRARY.fileName();
    }

    /** The library's own version, such as {@code 1.0.18}. */
    public static String version() {
        MethodHandle version =
                LIBRARY.link("sodium_version_string", FunctionDescriptor.of(ADDRESS));
        try {
            return SharedLibrary.version((MemorySegment) version.invokeExact());
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

    /** Whether it is ready for use. */
    private static boolean starts(SharedLibrary library) {
        MethodHandle init = library.link("sodium_init", FunctionDescriptor.of(JAVA_INT));
        try {
            return init != null && (int) init.invokeExact() != INIT_FAILED;
        } catch (Throwable thrown) {
            throw unreachable(thrown);
        }
    }
}
