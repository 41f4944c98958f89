package weave.core.conductor;

import java.util.LinkedHashMap;
import java.util.Map;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.SleeveConnection;
import weave.core.overlay.FrameCipher;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/** The control thread's end of a sleeve connection: every call becomes a command. */
final class SleeveOverlayConnection implements OverlayConnection {
    private final Conductor conductor;
    private final CallState state;
    private final ConductedConnection conducted;
    private final ControlMessenger messenger;
    private final FrameCipher cipher;
    private boolean confirmed;
    private boolean stopped;

    /**
     * @param cipher {@code null} in clear
     */
    SleeveOverlayConnection(
            Conductor conductor,
            CallState state,
            ConductedConnection conducted,
            ControlMessenger messenger,
            FrameCipher cipher) {
        this.conductor = conductor;
        this.state = state;
        this.conducted = conducted;
        this.messenger = messenger;
        this.cipher = cipher;
    }

    @Override
    public void confirm() {
        if (!confirmed && !stopped) {
            confirmed = true;
            command(() -> conductor.confirm(conducted));
        }
    }

    @Override
    public void control(int tag, byte[] payload) {
        if (confirmed && !stopped) {
            command(() -> conducted.control(tag, payload, System.nanoTime()));
        }
    }

    @Override
    public void stop() {
        if (!stopped) {
            stopped = true;
            messenger.stop();
            command(() -> conductor.stop(conducted));
        }
    }

    @Override
    public OverlayStatus status() {
        SleeveConnection sleeve = conducted.sleeve();
        Map<String, String> details = new LinkedHashMap<>();
        long remote = sleeve.remoteAddress();
        if (remote != UdpAddress.NONE) {
            details.put("udp", UdpAddress.format(remote));
        }
        if (cipher != null) {
            details.put("cipher", cipher.name());
        }
        return new OverlayStatus(
                "sleeve",
                conducted.isEstablished(),
                sleeve.mtu(),
                cipher != null,
                traffic(sleeve.counters()),
                details);
    }

    private static OverlayTraffic traffic(ConnectionCounters counters) {
        return new OverlayTraffic(
                counters.datagramsSent(),
                counters.bytesSent(),
                counters.datagramsReceived(),
                counters.bytesReceived());
    }

    private void command(Runnable command) {
        if (!conductor.command(state, command)) {
            throw new IllegalStateException("the conductor does not take commands any more");
        }
    }
}
