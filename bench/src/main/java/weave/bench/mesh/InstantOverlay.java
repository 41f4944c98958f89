package weave.bench.mesh;

import java.util.Map;
import weave.core.overlay.Overlay;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;

/** An overlay without frames, established as soon as both ends have confirmed. */
final class InstantOverlay implements Overlay {
    private static final int READY = 1;

    @Override
    public String name() {
        return "sleeve";
    }

    @Override
    public OverlayConnection prepare(OverlayRequest request, OverlayListener listener) {
        return new Instant(listener);
    }

    private static final class Instant implements OverlayConnection {
        private final OverlayListener listener;
        private boolean established;

        Instant(OverlayListener listener) {
            this.listener = listener;
        }

        @Override
        public void confirm() {
            listener.sendControl(READY, new byte[0]);
        }

        @Override
        public void control(int tag, byte[] payload) {
            if (!established) {
                established = true;
                listener.established();
            }
        }

        @Override
        public void stop() {}

        @Override
        public OverlayStatus status() {
            return new OverlayStatus(
                    "sleeve", established, 0, false, OverlayTraffic.NONE, Map.of());
        }
    }
}
