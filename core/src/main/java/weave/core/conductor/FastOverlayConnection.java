package weave.core.conductor;

import java.util.LinkedHashMap;
import java.util.Map;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.FastPath;
import weave.core.fastdp.FastControl;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/** The control thread's end of a fast datapath's connection: every call becomes a command. */
final class FastOverlayConnection implements OverlayConnection {
    private final Conductor conductor;
    private final CallState state;
    private final ConductedFastPath conducted;
    private final ControlMessenger messenger;
    private final FastDatapath datapath;
    private final int mtu;
    private boolean confirmed;
    private boolean stopped;

    FastOverlayConnection(
            Conductor conductor,
            CallState state,
            ConductedFastPath conducted,
            ControlMessenger messenger,
            FastDatapath datapath,
            int mtu) {
        this.conductor = conductor;
        this.state = state;
        this.conducted = conducted;
        this.messenger = messenger;
        this.datapath = datapath;
        this.mtu = mtu;
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
        EspTunnel tunnel = conducted.tunnel();
        if (confirmed && !stopped) {
            if (tag != FastControl.SECURITY_ASSOCIATION) {
                command(() -> conducted.control(tag, System.nanoTime()));
            } else if (tunnel != null) {
                tunnel.parameters(payload);
            }
        }
    }

    @Override
    public void carry(boolean carries) {
        if (!stopped) {
            command(() -> conducted.carry(carries));
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
        FastPath path = conducted.path();
        Map<String, String> details = new LinkedHashMap<>();
        details.put("vxlan", UdpAddress.format(path.remoteAddress()));
        details.put("datapath", datapath.kernel().name());
        boolean encrypted = conducted.tunnel() != null;
        if (encrypted) {
            details.put("cipher", "esp-aes-256-gcm");
        }
        return new OverlayStatus(
                "fastdp", conducted.isEstablished(), mtu, encrypted, traffic(path), details);
    }

    private OverlayTraffic traffic(FastPath path) {
        OverlayTraffic kernel = datapath.kernel().traffic(path.remotePeer());
        ConnectionCounters ours = path.counters();
        return new OverlayTraffic(
                kernel.datagramsSent() + ours.datagramsSent(),
                kernel.bytesSent() + ours.bytesSent(),
                kernel.datagramsReceived() + ours.datagramsReceived(),
                kernel.bytesReceived() + ours.bytesReceived());
    }

    private void command(Runnable command) {
        if (!conductor.command(state, command)) {
            throw new IllegalStateException("the conductor does not take commands any more");
        }
    }
}
