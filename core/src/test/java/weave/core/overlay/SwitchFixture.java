package weave.core.overlay;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import weave.core.peer.PeerName;

/** A switch over fake overlays, and what it told the mesh. */
final class SwitchFixture implements OverlaySwitchListener {
    final List<FakeOverlay> overlays;
    final List<String> told = new ArrayList<>();
    final OverlaySwitch overlaySwitch;

    /** All announced by the other end, in our order. */
    SwitchFixture(List<FakeOverlay> overlays) throws OverlayException {
        this(overlays, String.join(" ", overlays.stream().map(FakeOverlay::name).toList()));
    }

    SwitchFixture(List<FakeOverlay> overlays, String announced) throws OverlayException {
        this.overlays = overlays;
        Map<String, String> features =
                announced == null ? Map.of() : Map.of(OverlaySwitch.FEATURE, announced);
        overlaySwitch = OverlaySwitch.prepare(List.copyOf(overlays), request(features), this);
    }

    static SwitchFixture of(String... names) throws OverlayException {
        return new SwitchFixture(List.of(names).stream().map(FakeOverlay::new).toList());
    }

    OverlayListener overlay(int index) {
        return overlays.get(index).listener;
    }

    @Override
    public void established() {
        told.add("established");
    }

    @Override
    public void switched(String overlay, String reason) {
        told.add("switched to " + overlay);
    }

    @Override
    public void failed(String reason) {
        told.add("failed: " + reason);
    }

    @Override
    public void sendProtocolMessage(int tag, byte[] payload) {
        told.add("send " + tag + " " + HexFormat.of().formatHex(payload));
    }

    private static OverlayRequest request(Map<String, String> features) {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("192.0.2.1", 6783);
        return new OverlayRequest(
                new PeerName(7), "seven", 1, true, nowhere, nowhere, null, features);
    }
}
