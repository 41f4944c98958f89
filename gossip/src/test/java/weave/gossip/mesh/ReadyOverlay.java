package weave.gossip.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import weave.core.overlay.Overlay;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;

/** An overlay without frames: established as soon as both ends have confirmed. */
public final class ReadyOverlay implements Overlay {
    private static final int ACKNOWLEDGED = 1;

    private final String name;
    private final List<OverlayRequest> requests = new ArrayList<>();
    private final List<byte[]> lentKeys = new ArrayList<>();
    private Map<String, String> features = Map.of();
    private boolean stops = true;
    private final List<OverlayListener> listeners = new ArrayList<>();

    public ReadyOverlay(String name) {
        this.name = name;
    }

    public List<OverlayRequest> requests() {
        return requests;
    }

    /** The arrays that the session keys came in. */
    public List<byte[]> lentKeys() {
        return lentKeys;
    }

    /** What is announced from now on. */
    public void announce(Map<String, String> announced) {
        features = announced;
    }

    /** From now on it throws when a connection of its is to be stopped. */
    public void failToStop() {
        stops = false;
    }

    @Override
    public Map<String, String> features() {
        return features;
    }

    /** One for each request. */
    public List<OverlayListener> listeners() {
        return listeners;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public OverlayConnection prepare(OverlayRequest request, OverlayListener listener) {
        requests.add(copy(request));
        if (request.sessionKey() != null) {
            lentKeys.add(request.sessionKey());
        }
        listeners.add(listener);
        return new ReadyConnection(request, listener);
    }

    /** With a session key of its own: the mesh wipes the one it lends. */
    private static OverlayRequest copy(OverlayRequest request) {
        byte[] key = request.sessionKey();
        return new OverlayRequest(
                request.remotePeer(),
                request.nickName(),
                request.connectionUid(),
                request.outbound(),
                request.local(),
                request.remote(),
                key == null ? null : key.clone(),
                request.features());
    }

    private final class ReadyConnection implements OverlayConnection {
        private final OverlayRequest request;
        private final OverlayListener listener;
        private boolean established;

        ReadyConnection(OverlayRequest request, OverlayListener listener) {
            this.request = request;
            this.listener = listener;
        }

        @Override
        public void confirm() {
            listener.sendControl(ACKNOWLEDGED, new byte[0]);
        }

        @Override
        public void control(int tag, byte[] payload) {
            if (tag == ACKNOWLEDGED && !established) {
                established = true;
                listener.established();
            }
        }

        @Override
        public void stop() {
            if (!stops) {
                throw new IllegalStateException("does not stop");
            }
        }

        @Override
        public OverlayStatus status() {
            return new OverlayStatus(
                    name,
                    established,
                    1438,
                    request.sessionKey() != null,
                    OverlayTraffic.NONE,
                    Map.of());
        }
    }
}
