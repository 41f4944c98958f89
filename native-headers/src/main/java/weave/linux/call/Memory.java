package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Mappings: {@code <sys/mman.h>}. */
public final class Memory {
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 0x01;
    public static final int MAP_PRIVATE = 0x02;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_POPULATE = 0x8000;
    public static final int MAP_HUGETLB = 0x40000;
    public static final int MADV_HUGEPAGE = 14;

    private static final MethodHandle MMAP =
            Downcalls.withErrno(
                    "mmap",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG));
    private static final MethodHandle MUNMAP =
            Downcalls.withErrno("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MADVISE =
            Downcalls.withErrno(
                    "madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private Memory() {}

    /** {@code mmap(2)}: the address of the mapping. */
    public static long mmap(
            CallState state,
            long address,
            long length,
            int protection,
            int flags,
            int fd,
            long offset) {
        try {
            return state.addressOf(
                    (long)
                            MMAP.invokeExact(
                                    state.captured,
                                    address,
                                    length,
                                    protection,
                                    flags,
                                    fd,
                                    offset));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code munmap(2)}: 0. Segments made of it must not be used again. */
    public static int munmap(CallState state, long address, long length) {
        try {
            return state.resultOf((int) MUNMAP.invokeExact(state.captured, address, length));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code madvise(2)}: 0. */
    public static int madvise(CallState state, long address, long length, int advice) {
        try {
            return state.resultOf(
                    (int) MADVISE.invokeExact(state.captured, address, length, advice));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /**
     * The mapping at {@code address} as a segment, which nobody watches over: after {@link #munmap}
     * an access through it ends the process.
     */
    @SuppressWarnings("restricted")
    public static MemorySegment segment(long address, long length) {
        return MemorySegment.ofAddress(address).reinterpret(length);
    }
}
