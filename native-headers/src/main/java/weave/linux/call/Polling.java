package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Waiting: {@code <poll.h>}, {@code <sys/eventfd.h>}, {@code <sys/timerfd.h>}. */
public final class Polling {
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;
    public static final int TFD_CLOEXEC = 0x80000;
    public static final int TFD_NONBLOCK = 0x800;
    public static final int CLOCK_MONOTONIC = 1;

    private static final MethodHandle POLL =
            Downcalls.withErrno(
                    "poll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle EVENTFD =
            Downcalls.withErrno("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle TIMERFD_CREATE =
            Downcalls.withErrno(
                    "timerfd_create", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle TIMERFD_SETTIME =
            Downcalls.withErrno(
                    "timerfd_settime",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

    private Polling() {}

    /**
     * {@code poll(2)} on {@link Pollfd}s in a row, for ever if the timeout is negative: how many
     * have something to say.
     */
    public static int poll(CallState state, long pollfds, int count, int timeoutMillis) {
        try {
            return state.resultOf(
                    (int) POLL.invokeExact(state.captured, pollfds, (long) count, timeoutMillis));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code eventfd(2)}: a descriptor that counts what is written into it. */
    public static int eventfd(CallState state, int initial, int flags) {
        try {
            return state.resultOf((int) EVENTFD.invokeExact(state.captured, initial, flags));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code timerfd_create(2)}: a descriptor that becomes readable when a timer fires. */
    public static int timerfd_create(CallState state, int clock, int flags) {
        try {
            return state.resultOf((int) TIMERFD_CREATE.invokeExact(state.captured, clock, flags));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /**
     * {@code timerfd_settime(2)} to the {@link Itimerspec} at {@code value}; {@code previous} may
     * be 0: 0.
     */
    public static int timerfd_settime(
            CallState state, int fd, int flags, long value, long previous) {
        try {
            return state.resultOf(
                    (int) TIMERFD_SETTIME.invokeExact(state.captured, fd, flags, value, previous));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }
}
