package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Making sockets and setting them up: {@code <sys/socket.h>}. */
public final class Sockets {
    private static final MethodHandle SOCKET =
            Downcalls.withErrno(
                    "socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SOCKETPAIR =
            Downcalls.withErrno(
                    "socketpair",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle BIND =
            Downcalls.withErrno(
                    "bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CONNECT =
            Downcalls.withErrno(
                    "connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
            Downcalls.withErrno(
                    "getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SETSOCKOPT =
            Downcalls.withErrno(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            Downcalls.withErrno(
                    "getsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

    private Sockets() {}

    /** {@code socket(2)}: the descriptor. */
    public static int socket(CallState state, int domain, int type, int protocol) {
        try {
            return state.resultOf((int) SOCKET.invokeExact(state.captured, domain, type, protocol));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code socketpair(2)}: 0. The two descriptors are put at {@code address}, an int each. */
    public static int socketpair(
            CallState state, int domain, int type, int protocol, long address) {
        try {
            return state.resultOf(
                    (int) SOCKETPAIR.invokeExact(state.captured, domain, type, protocol, address));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code bind(2)} to the socket address of {@code length} bytes at {@code address}: 0. */
    public static int bind(CallState state, int fd, long address, int length) {
        try {
            return state.resultOf((int) BIND.invokeExact(state.captured, fd, address, length));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code connect(2)} to the socket address of {@code length} bytes at {@code address}: 0. */
    public static int connect(CallState state, int fd, long address, int length) {
        try {
            return state.resultOf((int) CONNECT.invokeExact(state.captured, fd, address, length));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code getsockname(2)}: 0. The int at {@code lengthAddress} is the room, then the length. */
    public static int getsockname(CallState state, int fd, long address, long lengthAddress) {
        try {
            return state.resultOf(
                    (int) GETSOCKNAME.invokeExact(state.captured, fd, address, lengthAddress));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code setsockopt(2)} with the value of {@code length} bytes at {@code address}: 0. */
    public static int setsockopt(
            CallState state, int fd, int level, int option, long address, int length) {
        try {
            return state.resultOf(
                    (int)
                            SETSOCKOPT.invokeExact(
                                    state.captured, fd, level, option, address, length));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code getsockopt(2)}: 0. The int at {@code lengthAddress} is the room, then the length. */
    public static int getsockopt(
            CallState state, int fd, int level, int option, long address, long lengthAddress) {
        try {
            return state.resultOf(
                    (int)
                            GETSOCKOPT.invokeExact(
                                    state.captured, fd, level, option, address, lengthAddress));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code setsockopt(2)} with an int as the value: 0. */
    public static int setsockoptInt(CallState state, int fd, int level, int option, int value) {
        state.scratch.setAtIndex(JAVA_INT, 0, value);
        return setsockopt(state, fd, level, option, state.scratch.address(), Integer.BYTES);
    }

    /** {@code getsockopt(2)} of an int that is never negative: the value. */
    public static int getsockoptInt(CallState state, int fd, int level, int option) {
        state.scratch.setAtIndex(JAVA_INT, 1, Integer.BYTES);
        long address = state.scratch.address();
        int result = getsockopt(state, fd, level, option, address, address + Integer.BYTES);
        return result < 0 ? result : state.scratch.getAtIndex(JAVA_INT, 0);
    }
}
