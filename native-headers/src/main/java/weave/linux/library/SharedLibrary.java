package weave.linux.library;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.Predicate;

/** A library that the host may have or not; loaded for as long as the process lives. */
public final class SharedLibrary {
    private static final int VERSION_LENGTH_MAX = 32;
    private static final Linker LINKER = Linker.nativeLinker();

    private final String fileName;
    private final SymbolLookup symbols;

    private SharedLibrary(String fileName, SymbolLookup symbols) {
        this.fileName = fileName;
        this.symbols = symbols;
    }

    /**
     * The first of several files that there is, and that is fit; one without any function if there
     * is none.
     */
    public static SharedLibrary find(List<String> fileNames, Predicate<SharedLibrary> isFit) {
        for (String fileName : fileNames) {
            SharedLibrary library = new SharedLibrary(fileName, open(fileName));
            if (library.symbols != null && isFit.test(library)) {
                return library;
            }
        }
        return new SharedLibrary(null, null);
    }

    /**
     * @return {@code null} if there is none
     */
    public String fileName() {
        return fileName;
    }

    /**
     * @return {@code null} where the library or the function is missing
     */
    @SuppressWarnings("restricted")
    public MethodHandle link(String name, FunctionDescriptor signature, Linker.Option... options) {
        return symbols == null
                ? null
                : symbols.find(name)
                        .map(function -> LINKER.downcallHandle(function, signature, options))
                        .orElse(null);
    }

    /** The text that a function which tells a version has returned the address of. */
    @SuppressWarnings("restricted")
    public static String version(MemorySegment text) {
        return text.reinterpret(VERSION_LENGTH_MAX).getString(0);
    }

    /** What {@code invokeExact} declares and a C function cannot do. */
    public static AssertionError unreachable(Throwable thrown) {
        return new AssertionError(thrown);
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup open(String fileName) {
        try {
            return SymbolLookup.libraryLookup(fileName, Arena.global());
        } catch (IllegalArgumentException notThere) {
            return null;
        }
    }
}
