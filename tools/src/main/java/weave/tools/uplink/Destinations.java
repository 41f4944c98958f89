package weave.tools.uplink;

import java.net.Inet4Address;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import weave.core.overlay.Overlay;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayException;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.overlay.OverlayStatus;

/** Tells to which hosts an overlay sends, for those who look for the way there. */
final class Destinations implements Overlay {
    private final Overlay overlay;
    private final Consumer<Set<Inet4Address>> listener;

    /** How many connections each has; there is one more at a time while one takes over. */
    private final Map<Inet4Address, Integer> connections = new HashMap<>();

    Destinations(Overlay overlay, Consumer<Set<Inet4Address>> listener) {
        this.overlay = overlay;
        this.listener = listener;
    }

    @Override
    public String name() {
        return overlay.name();
    }

    @Override
    public Map<String, String> features() {
        return overlay.features();
    }

    @Override
    public OverlayConnection prepare(OverlayRequest request, OverlayListener events)
            throws OverlayException {
        OverlayConnection connection = overlay.prepare(request, events);
        return request.remote().getAddress() instanceof Inet4Address destination
                ? new Counted(connection, destination)
                : connection;
    }

    private void change(Inet4Address destination, int by) {
        connections.merge(destination, by, Integer::sum);
        connections.remove(destination, 0);
        listener.accept(Set.copyOf(connections.keySet()));
    }

    private final class Counted implements OverlayConnection {
        private final OverlayConnection connection;
        private final Inet4Address destination;
        private boolean isStopped;

        Counted(OverlayConnection connection, Inet4Address destination) {
            this.connection = connection;
            this.destination = destination;
            change(destination, 1);
        }

        @Override
        public void confirm() {
            connection.confirm();
        }

        @Override
        public void control(int tag, byte[] payload) {
            connection.control(tag, payload);
        }

        @Override
        public void carry(boolean carries) {
            connection.carry(carries);
        }

        @Override
        public void stop() {
            connection.stop();
            if (!isStopped) {
                isStopped = true;
                change(destination, -1);
            }
        }

        @Override
        public int underlayMtu() {
            return connection.underlayMtu();
        }

        @Override
        public String tooNarrow(int underlayMtu) {
            return connection.tooNarrow(underlayMtu);
        }

        @Override
        public OverlayStatus status() {
            return connection.status();
        }
    }
}
