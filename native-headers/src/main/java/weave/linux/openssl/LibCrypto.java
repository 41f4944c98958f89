package weave.linux.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import weave.linux.library.SharedLibrary;

/**
 * The one place that links functions of {@code libcrypto.so.3}. They compute and never wait, for 30
 * microseconds at most, so they are linked as {@code critical}: without the thread's change of
 * state at each of the five calls that a datagram needs.
 */
public final class LibCrypto {
    private static final String FILE_NAME = "libcrypto.so.3";

    /** {@code OPENSSL_VERSION_STRING} of {@code <openssl/crypto.h>}: such as {@code 3.5.1}. */
    private static final int VERSION_STRING = 6;

    private static final SharedLibrary LIBRARY = SharedLibrary.find(List.of(FILE_NAME), _ -> true);
    private static final MethodHandle VERSION =
            link("OpenSSL_version", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private LibCrypto() {}

    /** The library's own version, such as {@code 3.0.19}; empty where there is none. */
    public static String version() {
        if (VERSION == null) {
            return "";
        }
        try {
            return SharedLibrary.version((MemorySegment) VERSION.invokeExact(VERSION_STRING));
        } catch (Throwable thrown) {
            throw unreachable(thrown);
        }
    }

    /**
     * @return {@code null} where the library or the function is missing
     */
    static MethodHandle link(String name, FunctionDescriptor signature) {
        return LIBRARY.link(name, signature, Linker.Option.critical(false));
    }

    /** What {@code invokeExact} declares and a C function cannot do. */
    static AssertionError unreachable(Throwable thrown) {
        return SharedLibrary.unreachable(thrown);
    }
}
