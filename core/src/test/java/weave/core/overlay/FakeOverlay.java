package weave.core.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An overlay that does what the test says and remembers what was asked of it. */
final class FakeOverlay implements Overlay {
    private final String name;
    private final String refusal;

    final List<String> calls = new ArrayList<>();

    /** What it was told of whether it carries the frames. */
    final List<Boolean> carries = new ArrayList<>();

    /** What it has found out of the path, and what it needs. */
    int underlayMtu;

    int underlayMtuNeeded;

    /** Whether it does what it is told; else it throws. */
    boolean obeys = true;

    OverlayListener listener;

    FakeOverlay(String name) {
        this(name, null);
    }

    /** One that cannot be prepared for this reason. */
    FakeOverlay(String name, String refusal) {
        this.name = name;
        this.refusal = refusal;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public OverlayConnection prepare(OverlayRequest request, OverlayListener toTell)
            throws OverlayException {
        if (refusal != null) {
            throw new OverlayException(refusal);
        }
        listener = toTell;
        return new OverlayConnection() {
            @Override
            public void confirm() {
                calls.add("confirm");
            }

            @Override
            public void control(int tag, byte[] payload) {
                calls.add("control " + tag + " " + java.util.HexFormat.of().formatHex(payload));
            }

            @Override
            public void carry(boolean chosen) {
                obey();
                carries.add(chosen);
            }

            @Override
            public void stop() {
                obey();
                calls.add("stop");
            }

            @Override
            public int underlayMtu() {
                return underlayMtu;
            }

            @Override
            public String tooNarrow(int known) {
                return known < underlayMtuNeeded ? "it is too narrow: " + known : "";
            }

            @Override
            public OverlayStatus status() {
                return new OverlayStatus(
                        name, false, 1376, false, OverlayTraffic.NONE, Map.of("of", name));
            }
        };
    }

    private void obey() {
        if (!obeys) {
            throw new IllegalStateException(name + " does not obey");
        }
    }
}
