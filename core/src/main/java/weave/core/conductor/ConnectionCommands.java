package weave.core.conductor;

import java.util.function.Consumer;
import weave.linux.call.CallState;

/**
 * What the control thread wants done about one connection: every call becomes a command, from its
 * confirmation to its end. On the control thread only.
 */
final class ConnectionCommands {
    private final Conductor conductor;
    private final CallState state;
    private final ControlMessenger messenger;
    private boolean confirmed;
    private boolean stopped;

    /**
     * @param state the control thread's own
     * @param messenger which tells nothing more when the connection has been stopped
     */
    ConnectionCommands(Conductor conductor, CallState state, ControlMessenger messenger) {
        this.conductor = conductor;
        this.state = state;
        this.messenger = messenger;
    }

    /** Once, and not after its end. */
    void confirm(Consumer<Conductor> confirmation) {
        if (!confirmed && !stopped) {
            confirmed = true;
            command(() -> confirmation.accept(conductor));
        }
    }

    /** Whether it is confirmed, and has not been stopped. */
    boolean isAlive() {
        return confirmed && !stopped;
    }

    /** At any time before its end. */
    void tell(Runnable what) {
        if (!stopped) {
            command(what);
        }
    }

    /** Once. */
    void stop(Consumer<Conductor> end) {
        if (!stopped) {
            stopped = true;
            messenger.stop();
            command(() -> end.accept(conductor));
        }
    }

    private void command(Runnable command) {
        if (!conductor.command(state, command)) {
            throw new IllegalStateException("the conductor does not take commands any more");
        }
    }
}
