package weave.core.conductor;

import java.util.concurrent.Executor;
import weave.core.overlay.OverlayListener;

/**
 * Carries what the conductor finds out to the control thread, where the listener lives. What
 * arrives after the connection was stopped is dropped there.
 */
final class ControlMessenger {
    private final Executor control;
    private final OverlayListener listener;

    /** Of the control thread. */
    private boolean stopped;

    ControlMessenger(Executor control, OverlayListener listener) {
        this.control = control;
        this.listener = listener;
    }

    void established() {
        tell(listener::established);
    }

    void failed(String reason) {
        tell(() -> listener.failed(reason));
    }

    void unhealthy(String reason) {
        tell(() -> listener.unhealthy(reason));
    }

    void recovered() {
        tell(listener::recovered);
    }

    void sendControl(int tag, byte[] payload) {
        tell(() -> listener.sendControl(tag, payload));
    }

    /** Called by the control thread. */
    void stop() {
        stopped = true;
    }

    private void tell(Runnable message) {
        control.execute(() -> {
            if (!stopped) {
                message.run();
            }
        });
    }
}
