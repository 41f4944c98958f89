package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The state of the system clock: {@code <sys/timex.h>}. */
public final class Clocks {
    /** {@code TIME_ERROR}: the clock is not synchronised to anything. */
    public static final int TIME_ERROR = 5;

    /** More than {@code struct timex} has; no bit of {@code modes} set, so that it only asks. */
    private static final long TIMEX_LENGTH = 512;

    private static final MethodHandle ADJTIMEX =
            Downcalls.withErrno("adjtimex", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

    private Clocks() {}

    /**
     * {@code adjtimex(2)} without an adjustment: the state, of which {@link #TIME_ERROR} is one.
     */
    public static int state(CallState state) {
        try (Arena arena = Arena.ofConfined()) {
            long timex = arena.allocate(TIMEX_LENGTH, Long.BYTES).address();
            return state.resultOf((int) ADJTIMEX.invokeExact(state.captured, timex));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }
}
