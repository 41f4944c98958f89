package weave.core.conductor;

import java.util.LinkedHashMap;
import java.util.Map;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.FastPath;
import weave.core.fastdp.FastControl;
import weave.core.fastdp.FastMtu;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;
import weave.core.udp.UdpAddress;

/** The control thread's end of a fast datapath's connection: every call becomes a command. */
final class FastOverlayConnection implements OverlayConnection {
    private final ConnectionCommands commands;
    private final ConductedFastPath conducted;
    private final FastCarrier carrier;
    private final int mtu;

    FastOverlayConnection(
            ConnectionCommands commands,
            ConductedFastPath conducted,
            FastCarrier carrier,
            int mtu) {
        this.commands = commands;
        this.conducted = conducted;
        this.carrier = carrier;
        this.mtu = mtu;
    }

    @Override
    public void confirm() {
        commands.confirm(conductor -> conductor.confirm(conducted));
    }

    @Override
    public void control(int tag, byte[] payload) {
        if (!commands.isAlive()) {
            return;
        }
        EspTunnel tunnel = conducted.tunnel();
        if (tag != FastControl.SECURITY_ASSOCIATION) {
            commands.tell(() -> conducted.control(tag, System.nanoTime()));
        } else if (tunnel != null) {
            tunnel.parameters(payload);
        }
    }

    @Override
    public void carry(boolean carries) {
        commands.tell(() -> conducted.carry(carries));
    }

    @Override
    public void stop() {
        commands.stop(conductor -> conductor.stop(conducted));
    }

    @Override
    public String tooNarrow(int underlayMtu) {
        int needed = FastMtu.underlay(mtu, conducted.tunnel() != null);
        return underlayMtu >= needed
                ? ""
                : "the path carries packets of "
                        + underlayMtu
                        + " bytes, not of "
                        + needed
                        + ": --mtu="
                        + FastMtu.advised(underlayMtu)
                        + " on every host";
    }

    @Override
    public OverlayStatus status() {
        FastPath path = conducted.path();
        Map<String, String> details = new LinkedHashMap<>();
        details.put("vxlan", UdpAddress.format(path.remoteAddress()));
        details.put("datapath", carrier.name());
        boolean encrypted = conducted.tunnel() != null;
        if (encrypted) {
            details.put("cipher", "esp-aes-256-gcm");
        }
        return new OverlayStatus(
                "fastdp", conducted.isEstablished(), mtu, encrypted, traffic(path), details);
    }

    private OverlayTraffic traffic(FastPath path) {
        OverlayTraffic kernel = carrier.traffic(path.remotePeer());
        ConnectionCounters ours = path.counters();
        return new OverlayTraffic(
                kernel.datagramsSent() + ours.datagramsSent(),
                kernel.bytesSent() + ours.bytesSent(),
                kernel.datagramsReceived() + ours.datagramsReceived(),
                kernel.bytesReceived() + ours.bytesReceived());
    }
}
