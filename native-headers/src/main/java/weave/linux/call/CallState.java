package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.Layouts;

/**
 * One thread's errno, and room for one small argument. Made once per thread or agent and passed to
 * every system call; two threads must not use the same at a time.
 */
public final class CallState {
    private static final long ERRNO = Layouts.offset(Downcalls.CAPTURED, "errno");

    /** Where the JVM puts errno. */
    final MemorySegment captured;

    /** Two ints: the value and the length of a socket option. */
    final MemorySegment scratch;

    public CallState() {
        // The kernel keeps no pointer into it past a call, and during a call this object lives.
        Arena arena = Arena.ofAuto();
        captured = arena.allocate(Downcalls.CAPTURED);
        scratch = arena.allocate(JAVA_INT, 2);
    }

    /** A C result as ours: itself, or {@code -errno} where C returned -1. */
    int resultOf(int returned) {
        return returned >= 0 ? returned : -captured.get(JAVA_INT, ERRNO);
    }

    /** The same for {@code ssize_t}; no call of ours asks for more than an {@code int} holds. */
    int resultOf(long returned) {
        return returned >= 0 ? (int) returned : -captured.get(JAVA_INT, ERRNO);
    }

    /** The same for an address; those of user space are positive. */
    long addressOf(long returned) {
        return returned != -1 ? returned : -captured.get(JAVA_INT, ERRNO);
    }
}
