package weave.xdp.port;

import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Polling;

/**
 * A number for {@code poll(2)} that stays, whatever it stands for: who sleeps on it need not be
 * told when a socket is replaced. It keeps open what it stands for.
 */
final class StableDescriptor implements AutoCloseable {
    private final CallState state = new CallState();
    private final int number;

    /** Stands for nothing, which never is readable. */
    StableDescriptor() {
        number = nothing(state);
    }

    private static int nothing(CallState state) {
        return LinuxException.check("eventfd", Polling.eventfd(state, 0, Polling.EFD_CLOEXEC));
    }

    int number() {
        return number;
    }

    /** Stands for another descriptor, too, from now on. */
    void become(int fd) {
        LinuxException.check("dup3", Files.dup3(state, fd, number, Files.O_CLOEXEC));
    }

    /** Lets go of what it stood for. */
    void becomeNothing() {
        int fd = nothing(state);
        become(fd);
        Files.close(state, fd);
    }

    @Override
    public void close() {
        Files.close(state, number);
    }
}
