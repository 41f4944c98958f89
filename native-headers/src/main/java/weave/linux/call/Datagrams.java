package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Sending and receiving, one message or many: {@code <sys/socket.h>}. */
public final class Datagrams {
    private static final MethodHandle SENDTO =
            Downcalls.withErrno(
                    "sendto",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_INT));
    private static final MethodHandle RECVFROM =
            Downcalls.withErrno(
                    "recvfrom",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_LONG));
    private static final MethodHandle SENDMSG =
            Downcalls.withErrno(
                    "sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVMSG =
            Downcalls.withErrno(
                    "recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SENDMMSG =
            Downcalls.withErrno(
                    "sendmmsg",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle RECVMMSG =
            Downcalls.withErrno(
                    "recvmmsg",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));

    private Datagrams() {}

    /**
     * {@code sendto(2)}; {@code peer} is the address of a socket address: how many bytes were sent.
     */
    public static int sendto(
            CallState state,
            int fd,
            long address,
            int length,
            int flags,
            long peer,
            int peerLength) {
        try {
            return state.resultOf(
                    (long)
                            SENDTO.invokeExact(
                                    state.captured,
                                    fd,
                                    address,
                                    (long) length,
                                    flags,
                                    peer,
                                    peerLength));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code recvfrom(2)}; {@code peer} and {@code peerLengthAddress} may be 0: bytes received. */
    public static int recvfrom(
            CallState state,
            int fd,
            long address,
            int length,
            int flags,
            long peer,
            long peerLengthAddress) {
        try {
            return state.resultOf(
                    (long)
                            RECVFROM.invokeExact(
                                    state.captured,
                                    fd,
                                    address,
                                    (long) length,
                                    flags,
                                    peer,
                                    peerLengthAddress));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /**
     * {@code sendmsg(2)} of the {@code struct msghdr} at {@code message}: how many bytes were sent.
     */
    public static int sendmsg(CallState state, int fd, long message, int flags) {
        try {
            return state.resultOf((long) SENDMSG.invokeExact(state.captured, fd, message, flags));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code recvmsg(2)} into the {@code struct msghdr} at {@code message}: bytes received. */
    public static int recvmsg(CallState state, int fd, long message, int flags) {
        try {
            return state.resultOf((long) RECVMSG.invokeExact(state.captured, fd, message, flags));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code sendmmsg(2)} of {@code struct mmsghdr} in a row: how many messages were sent. */
    public static int sendmmsg(CallState state, int fd, long messages, int count, int flags) {
        try {
            return state.resultOf(
                    (int) SENDMMSG.invokeExact(state.captured, fd, messages, count, flags));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /**
     * {@code recvmmsg(2)} into {@code struct mmsghdr} in a row; {@code timeout} is 0 or the address
     * of a {@code struct timespec}: how many messages were received.
     */
    public static int recvmmsg(
            CallState state, int fd, long messages, int count, int flags, long timeout) {
        try {
            return state.resultOf(
                    (int)
                            RECVMMSG.invokeExact(
                                    state.captured, fd, messages, count, flags, timeout));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }
}
