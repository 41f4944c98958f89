package weave.linux.openssl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * AES-256-GCM by {@code <openssl/evp.h>}, in steps: {@link #begin}, {@link #update} once for each
 * piece of the text, then {@link #tag} or {@link #matches}. For one key and direction, and for one
 * thread at a time. Addresses are not checked: whoever calls has done so.
 */
public final class AesGcm {
    public static final int KEY_LENGTH = 32;
    public static final int NONCE_LENGTH = 12;
    public static final int TAG_LENGTH = 16;

    /** {@code OSSL_PARAM_OCTET_STRING}. */
    private static final int OCTET_STRING = 5;

    private static final int TYPE_OFFSET = 8;
    private static final int DATA_OFFSET = 16;
    private static final int DATA_LENGTH_OFFSET = 24;
    private static final int NAME_OFFSET = 80;
    private static final int LENGTH_OFFSET = 88;
    private static final int MEMORY_LENGTH = 96;

    private static final int OK = 1;
    private static final int SAME = -1;
    private static final long NONE = 0;

    private static final MethodHandle FETCH =
            LibCrypto.link(
                    "EVP_CIPHER_fetch",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle NEW =
            LibCrypto.link("EVP_CIPHER_CTX_new", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle FREE =
            LibCrypto.link("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle INIT =
            LibCrypto.link(
                    "EVP_CipherInit_ex",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_INT));
    private static final MethodHandle UPDATE =
            LibCrypto.link(
                    "EVP_CipherUpdate",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FINAL =
            LibCrypto.link(
                    "EVP_CipherFinal_ex",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GET_PARAMETERS =
            LibCrypto.link(
                    "EVP_CIPHER_CTX_get_params",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SET_PARAMETERS =
            LibCrypto.link(
                    "EVP_CIPHER_CTX_set_params",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

    /** The library's {@code EVP_CIPHER}; {@link #NONE} where there is none. */
    private static final long CIPHER = fetch();

    private final long context;

    /**
     * What the library reads and writes beside the text: a list of one {@code OSSL_PARAM} of {@code
     * <openssl/core.h>}, which is for the tag, and an {@code int} for lengths, which are known
     * without it. Host byte order.
     *
     * <pre>
     *   0      8           16     24         32         40           80      88       92
     *   | name | type, gap | data | length   | returned | end of list | "tag" | length |
     * </pre>
     */
    private final MemorySegment memory = Arena.ofAuto().allocate(MEMORY_LENGTH, Long.BYTES);

    private final long parameters = memory.address();
    private final long length = parameters + LENGTH_OFFSET;

    /**
     * @param key of {@link #KEY_LENGTH} bytes; not kept outside the library
     */
    public AesGcm(boolean sealing, byte[] key) {
        memory.set(JAVA_LONG, 0, parameters + NAME_OFFSET);
        memory.set(JAVA_INT, TYPE_OFFSET, OCTET_STRING);
        memory.set(JAVA_LONG, DATA_LENGTH_OFFSET, TAG_LENGTH);
        memory.setString(NAME_OFFSET, "tag");
        context = create();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocateFrom(JAVA_BYTE, key);
            init(CIPHER, copy.address(), NONE, sealing ? 1 : 0);
            copy.fill((byte) 0);
        }
    }

    /** Whether there can be one. */
    public static boolean isPresent() {
        return CIPHER != NONE;
    }

    /**
     * @param nonce of {@link #NONCE_LENGTH} bytes; sealing, never twice
     * @param header authenticated, {@code headerLength} bytes of it
     */
    public void begin(long nonce, long header, int headerLength) {
        init(NONE, NONE, nonce, SAME);
        update(NONE, header, headerLength);
    }

    /** Encrypts or decrypts {@code count} bytes; {@code to} and {@code from} may be the same. */
    public void update(long to, long from, int count) {
        try {
            int done = (int) UPDATE.invokeExact(context, to, length, from, count);
            assert done == OK : done;
        } catch (Throwable thrown) {
            throw LibCrypto.unreachable(thrown);
        }
    }

    /** Ends sealing: writes the tag. */
    public void tag(long tag) {
        boolean sealed = finish();
        assert sealed;
        memory.set(JAVA_LONG, DATA_OFFSET, tag);
        try {
            int done = (int) GET_PARAMETERS.invokeExact(context, parameters);
            assert done == OK : done;
        } catch (Throwable thrown) {
            throw LibCrypto.unreachable(thrown);
        }
    }

    /**
     * Ends opening: whether the tag is that of the text and the header. If not, what was decrypted
     * is not to be used.
     */
    public boolean matches(long tag) {
        memory.set(JAVA_LONG, DATA_OFFSET, tag);
        try {
            int done = (int) SET_PARAMETERS.invokeExact(context, parameters);
            assert done == OK : done;
        } catch (Throwable thrown) {
            throw LibCrypto.unreachable(thrown);
        }
        return finish();
    }

    /** Wipes the key. Not to be used afterwards. */
    public void free() {
        try {
            FREE.invokeExact(context);
        } catch (Throwable thrown) {
            throw LibCrypto.unreachable(thrown);
        }
    }

    private void init(long cipher, long key, long nonce, int direction) {
        try {
            int done = (int) INIT.invokeExact(context, cipher, NONE, key, nonce, direction);
            assert done == OK : done;
        } catch (Throwable thrown) {
            throw LibCrypto.unreachable(thrown);
        }
    }

    private boolean finish() {
        try {
            // There is never a rest to write: what is given as its place is not touched.
            return (int) FINAL.invokeExact(context, length, length) == OK;
        } catch (Throwable thrown) {
            throw LibCrypto.unreachable(thrown);
        }
    }

    private static long create() {
        try {
            return (long) NEW.invokeExact();
        } catch (Throwable thrown) {
            throw LibCrypto.unreachable(thrown);
        }
    }

    /** Lives as long as the process. */
    private static long fetch() {
        MethodHandle[] needed = {
            FETCH, NEW, FREE, INIT, UPDATE, FINAL, GET_PARAMETERS, SET_PARAMETERS
        };
        for (MethodHandle function : needed) {
            if (function == null) {
                return NONE;
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom("AES-256-GCM").address();
            return (long) FETCH.invokeExact(NONE, name, NONE);
        } catch (Throwable thrown) {
            throw LibCrypto.unreachable(thrown);
        }
    }
}
