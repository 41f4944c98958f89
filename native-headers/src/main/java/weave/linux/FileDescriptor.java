package weave.linux;

import weave.linux.call.CallState;
import weave.linux.call.Files;

/**
 * Owns an open file descriptor and closes it once. Who borrows {@link #number()} must have stopped
 * before: numbers are given out again.
 */
public final class FileDescriptor implements AutoCloseable {
    private static final int CLOSED = -1;

    private int number;

    /**
     * Takes over what {@code operation} returned.
     *
     * @throws LinuxException if that is {@code -errno}
     */
    public FileDescriptor(String operation, int result) {
        number = LinuxException.check(operation, result);
    }

    /** The number for system calls; only while open. */
    public int number() {
        assert number != CLOSED : "used after close";
        return number;
    }

    /** Closes it; a second time does nothing. */
    @Override
    public void close() {
        if (number != CLOSED) {
            // Linux has released the number even where it reports an error: never try again.
            Files.close(new CallState(), number);
            number = CLOSED;
        }
    }
}
