package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Collection;

/** Which processors a thread may run on: {@code <sched.h>}. */
public final class Scheduling {
    /** Processors in a {@code cpu_set_t}, which is a row of words with one bit for each. */
    public static final int CPU_SETSIZE = 1024;

    private static final MethodHandle SCHED_SETAFFINITY =
            Downcalls.withErrno(
                    "sched_setaffinity",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

    private Scheduling() {}

    /**
     * {@code sched_setaffinity(2)} with the set of {@code length} bytes at {@code address}: 0.
     *
     * @param thread 0 for the calling one
     */
    public static int setAffinity(CallState state, int thread, long length, long address) {
        try {
            return state.resultOf(
                    (int) SCHED_SETAFFINITY.invokeExact(state.captured, thread, length, address));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /**
     * Binds the calling thread to some processors, for cold paths: 0. {@code EINVAL} if none of
     * them is online and allowed to the process.
     *
     * @param processors each from 0 to {@link #CPU_SETSIZE} - 1
     */
    public static int bindTo(CallState state, Collection<Integer> processors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(JAVA_LONG, CPU_SETSIZE / Long.SIZE);
            for (int processor : processors) {
                int word = processor / Long.SIZE;
                long bits = words.getAtIndex(JAVA_LONG, word) | 1L << processor % Long.SIZE;
                words.setAtIndex(JAVA_LONG, word, bits);
            }
            return setAffinity(state, 0, words.byteSize(), words.address());
        }
    }
}
