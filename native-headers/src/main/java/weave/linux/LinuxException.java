package weave.linux;

/**
 * The system refused: what was tried, and why not. Reads {@code bind(AF_INET 10.0.0.1:6783):
 * EADDRINUSE (98) Address already in use}.
 */
public class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String operation;
    private final int errno;

    /**
     * A refusal.
     *
     * @param operation what was tried, in words an operator understands
     * @param errno the reason, positive; see {@link Errno}
     */
    public LinuxException(String operation, int errno) {
        super(operation + ": " + Errno.describe(errno));
        this.operation = operation;
        this.errno = errno;
    }

    /** The same with a sentence of the kernel's own. */
    public LinuxException(String operation, int errno, String explanation) {
        super(operation + ": " + Errno.describe(errno) + ": " + explanation);
        this.operation = operation;
        this.errno = errno;
    }

    /** What was tried. */
    public String operation() {
        return operation;
    }

    /** The reason, positive. */
    public int errno() {
        return errno;
    }

    /** Returns the {@code result} of a system call, or throws if it is {@code -errno}. */
    public static int check(String operation, int result) {
        if (result < 0) {
            throw new LinuxException(operation, -result);
        }
        return result;
    }

    /** The same for a call whose result is an address. */
    public static long check(String operation, long result) {
        if (result < 0) {
            throw new LinuxException(operation, (int) -result);
        }
        return result;
    }
}
