package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Descriptors of any kind: {@code <unistd.h>}, {@code <fcntl.h>}, {@code <sys/ioctl.h>}. */
public final class Files {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_DUPFD_CLOEXEC = 1030;

    private static final MethodHandle OPEN =
            Downcalls.withErrno(
                    "open", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT), 2);
    private static final MethodHandle CLOSE =
            Downcalls.withErrno("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            Downcalls.withErrno(
                    "read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE =
            Downcalls.withErrno(
                    "write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITEV =
            Downcalls.withErrno(
                    "writev", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle IOCTL =
            Downcalls.withErrno(
                    "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), 2);
    private static final MethodHandle DUP3 =
            Downcalls.withErrno(
                    "dup3", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle FCNTL =
            Downcalls.withErrno(
                    "fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG), 2);

    private Files() {}

    /**
     * {@code open(2)} of the file whose name, ended by a zero, is at {@code path}: the descriptor.
     */
    public static int open(CallState state, long path, int flags, int mode) {
        try {
            return state.resultOf((int) OPEN.invokeExact(state.captured, path, flags, mode));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code close(2)}: 0. */
    public static int close(CallState state, int fd) {
        try {
            return state.resultOf((int) CLOSE.invokeExact(state.captured, fd));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code read(2)} into {@code length} bytes at {@code address}: how many were read. */
    public static int read(CallState state, int fd, long address, int length) {
        try {
            return state.resultOf(
                    (long) READ.invokeExact(state.captured, fd, address, (long) length));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code write(2)} of {@code length} bytes at {@code address}: how many were written. */
    public static int write(CallState state, int fd, long address, int length) {
        try {
            return state.resultOf(
                    (long) WRITE.invokeExact(state.captured, fd, address, (long) length));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /**
     * {@code writev(2)} of {@code count} {@code struct iovec} in a row at {@code vectors}: how many
     * bytes were written.
     */
    public static int writev(CallState state, int fd, long vectors, int count) {
        try {
            return state.resultOf((long) WRITEV.invokeExact(state.captured, fd, vectors, count));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code dup3(2)}: {@code newFd}, which is closed first and then is what {@code oldFd} is. */
    public static int dup3(CallState state, int oldFd, int newFd, int flags) {
        try {
            return state.resultOf((int) DUP3.invokeExact(state.captured, oldFd, newFd, flags));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code ioctl(2)}; whether the argument is a number or an address depends on the request. */
    public static int ioctl(CallState state, int fd, long request, long argument) {
        try {
            return state.resultOf((int) IOCTL.invokeExact(state.captured, fd, request, argument));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code fcntl(2)}; what it returns depends on the command. */
    public static int fcntl(CallState state, int fd, int command, long argument) {
        try {
            return state.resultOf((int) FCNTL.invokeExact(state.captured, fd, command, argument));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code open(2)} by a Java string, for cold paths: the descriptor. */
    public static int open(CallState state, String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return open(state, arena.allocateFrom(path).address(), flags, 0);
        }
    }
}
