package weave.core.conductor;

import java.util.LinkedHashMap;
import java.util.Map;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.SleeveConnection;
import weave.core.overlay.FrameCipher;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;
import weave.core.sleeve.SleeveLayout;
import weave.core.udp.UdpAddress;

/** The control thread's end of a sleeve connection: every call becomes a command. */
final class SleeveOverlayConnection implements OverlayConnection {
    private final ConnectionCommands commands;
    private final ConductedConnection conducted;
    private final FrameCipher cipher;

    /**
     * @param cipher {@code null} in clear
     */
    SleeveOverlayConnection(
            ConnectionCommands commands, ConductedConnection conducted, FrameCipher cipher) {
        this.commands = commands;
        this.conducted = conducted;
        this.cipher = cipher;
    }

    @Override
    public void confirm() {
        commands.confirm(conductor -> conductor.confirm(conducted));
    }

    @Override
    public void control(int tag, byte[] payload) {
        if (commands.isAlive()) {
            commands.tell(() -> conducted.control(tag, payload, System.nanoTime()));
        }
    }

    @Override
    public void stop() {
        commands.stop(conductor -> conductor.stop(conducted));
    }

    @Override
    public int underlayMtu() {
        boolean isKnown = conducted.isEstablished();
        return isKnown ? conducted.sleeve().maxPayload() + SleeveLayout.UDP_OVERHEAD : 0;
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
}
