package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Network namespaces: {@code <sched.h>}, {@code <linux/nsfs.h>}. */
public final class Namespaces {
    public static final int CLONE_NEWNET = 0x40000000;

    /** {@code ioctl(2)} on a namespace's descriptor: what kind it is, as {@link #CLONE_NEWNET}. */
    public static final int NS_GET_NSTYPE = 0xB703;

    private static final MethodHandle SETNS =
            Downcalls.withErrno("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle UNSHARE =
            Downcalls.withErrno("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Namespaces() {}

    /**
     * {@code setns(2)}: moves the calling thread, and it alone, into the namespace behind {@code
     * fd}: 0.
     */
    public static int setns(CallState state, int fd, int type) {
        try {
            return state.resultOf((int) SETNS.invokeExact(state.captured, fd, type));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** {@code unshare(2)}: gives the calling thread, and it alone, a new namespace: 0. */
    public static int unshare(CallState state, int flags) {
        try {
            return state.resultOf((int) UNSHARE.invokeExact(state.captured, flags));
        } catch (Throwable thrown) {
            throw Downcalls.unreachable(thrown);
        }
    }

    /** Opens a namespace made by {@code ip netns add}, for cold paths: the descriptor. */
    public static int openNamed(CallState state, String name) {
        return Files.open(state, "/run/netns/" + name, Files.O_RDONLY | Files.O_CLOEXEC);
    }

    /** Opens the namespace that the calling thread is in, for cold paths: the descriptor. */
    public static int openCurrent(CallState state) {
        return Files.open(state, "/proc/thread-self/ns/net", Files.O_RDONLY | Files.O_CLOEXEC);
    }
}
