package weave.core.sleeve.link;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a link has done for it, as lines of text. */
public final class RecordingActions implements SleeveLinkActions {
    private final List<String> lines = new ArrayList<>();

    /** The lines since the last call. */
    public List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public void sendHeartbeat() {
        lines.add("heartbeat");
    }

    @Override
    public void sendFragmentationTest() {
        lines.add("fragmentation test");
    }

    @Override
    public void sendProbe(int frameLength) {
        lines.add("probe " + frameLength);
    }

    @Override
    public void sendControl(int tag, byte[] payload) {
        lines.add("control " + tag + " " + HexFormat.of().formatHex(payload));
    }

    @Override
    public void established() {
        lines.add("established");
    }

    @Override
    public void failed(String reason) {
        lines.add("failed: " + reason);
    }

    @Override
    public void remoteAddress(InetSocketAddress address) {
        lines.add("remote " + address.getPort());
    }

    @Override
    public void mtuChanged(int innerMtu, int maxPayload) {
        lines.add("mtu " + innerMtu + " " + maxPayload);
    }

    @Override
    public void fragmentationWorks(boolean works) {
        lines.add("fragments " + works);
    }
}
