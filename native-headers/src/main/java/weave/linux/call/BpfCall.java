package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** {@code bpf(2)}, for which the C library has no function of its own. */
public final class BpfCall {
    /** {@code syscall(2)}'s number of it. */
    private static final long NUMBER = number(System.getProperty("os.arch"));

    private static final MethodHandle SYSCALL =
            Downcalls.withErrno(
                    "syscall",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT),
                    1);

    private BpfCall() {}

    /**
     * {@code bpf(2)}; what it returns depends on the command.
     *
     * @param attributes address of what of {@code union bpf_attr} the command wants
     * @param size how many bytes that are; the kernel takes those after it for zeros
     */
    public static int bpf(CallState state, int command, long attributes, int size) {
        try {
            return state.resultOf(
                    (long) SYSCALL.invokeExact(state.captured, NUMBER, command, attributes, size));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    private static long number(String architecture) {
        return architecture.equals("amd64") ? 321 : 280;
    }
}
