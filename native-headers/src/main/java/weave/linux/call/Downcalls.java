package weave.linux.call;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The one place in the project that links functions of the C library.
 *
 * <p>Nothing is linked as {@code critical}: that is for functions that never block and end at once.
 * A system call may block, the JVM could reach no safepoint meanwhile, and the few nanoseconds
 * saved are lost in the call itself.
 */
final class Downcalls {
    /** What the JVM saves between the C function's return and its own next step. */
    static final StructLayout CAPTURED = Linker.Option.captureStateLayout();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private Downcalls() {}

    /** Links a libc function; its first Java parameter becomes {@link CallState#captured}. */
    @SuppressWarnings("restricted")
    static MethodHandle withErrno(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, ERRNO);
    }

    /** The same for {@code f(a, b, ...)}, whose parameters from {@code firstVariadic} on vary. */
    @SuppressWarnings("restricted")
    static MethodHandle withErrno(String name, FunctionDescriptor signature, int firstVariadic) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                signature,
                ERRNO,
                Linker.Option.firstVariadicArg(firstVariadic));
    }

    /** What {@code invokeExact} declares and a C function cannot do. */
    static AssertionError unreachable(Throwable thrown) {
        return new AssertionError(thrown);
    }
}
