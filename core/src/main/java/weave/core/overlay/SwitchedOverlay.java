package weave.core.overlay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;

/** One overlay's part of a connection, as the {@link OverlaySwitch} sees it. */
final class SwitchedOverlay implements OverlayListener {
    private static final Logger LOG = System.getLogger("weaved.overlay");

    private final OverlaySwitch overlaySwitch;
    private final String name;
    private final int index;

    /** {@code null} if it could not be prepared. */
    private OverlayConnection connection;

    private boolean alive;
    private boolean established;
    private boolean onHold;
    private boolean carrying;

    /** Why it is dead or on hold. */
    private String reason = "";

    SwitchedOverlay(OverlaySwitch overlaySwitch, String name, int index) {
        this.overlaySwitch = overlaySwitch;
        this.name = name;
        this.index = index;
    }

    /** One that cannot be prepared is dead from the start; it keeps its index. */
    void prepare(Overlay overlay, OverlayRequest request) {
        try {
            connection = overlay.prepare(request, this);
            alive = true;
        } catch (OverlayException e) {
            reason = e.getMessage();
        }
    }

    String name() {
        return name;
    }

    /** Its position among the common overlays. */
    int index() {
        return index;
    }

    /** For good: the dead do not come back during a connection. */
    boolean isAlive() {
        return alive;
    }

    boolean isEstablished() {
        return established;
    }

    boolean isUsable() {
        return alive && !onHold;
    }

    String reason() {
        return reason;
    }

    String condition() {
        if (!alive) {
            return "dead: " + reason;
        }
        if (established && !onHold) {
            return "established";
        }
        String tooNarrow = connection.tooNarrow(overlaySwitch.underlayMtu());
        return (onHold ? "on hold: " + reason : "not established yet")
                + (tooNarrow.isEmpty() ? "" : ", and " + tooNarrow);
    }

    /** 0 if it knows nothing of the path. */
    int underlayMtu() {
        return alive ? connection.underlayMtu() : 0;
    }

    OverlayStatus status() {
        return connection == null
                ? new OverlayStatus(name, false, 0, false, OverlayTraffic.NONE, Map.of())
                : connection.status();
    }

    void confirm() {
        if (alive) {
            connection.confirm();
        }
    }

    /** Told when it changes; one that is not established carries nothing yet. */
    void carry(boolean isBest) {
        boolean carries = isBest && established && alive;
        if (carries != carrying && succeeds(() -> connection.carry(carries))) {
            carrying = carries;
        }
    }

    void control(int tag, byte[] payload) {
        connection.control(tag, payload);
    }

    void stop() {
        if (connection != null) {
            succeeds(connection::stop);
        }
    }

    /** What one overlay cannot do keeps neither the others nor the mesh from going on. */
    private boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (RuntimeException | AssertionError bug) {
            LOG.log(Level.ERROR, name + ": unexpected " + bug.getClass(), bug);
            return false;
        }
    }

    @Override
    public void established() {
        if (isHeard()) {
            established = true;
            overlaySwitch.memberEstablished();
        }
    }

    @Override
    public void failed(String why) {
        if (isHeard()) {
            alive = false;
            reason = why;
            stop();
            overlaySwitch.reconsider();
        }
    }

    @Override
    public void unhealthy(String why) {
        if (isHeard()) {
            onHold = true;
            reason = why;
            overlaySwitch.reconsider();
        }
    }

    @Override
    public void recovered() {
        if (isHeard()) {
            onHold = false;
            overlaySwitch.reconsider();
        }
    }

    @Override
    public void sendControl(int tag, byte[] payload) {
        if (isHeard()) {
            overlaySwitch.send(this, tag, payload);
        }
    }

    private boolean isHeard() {
        return alive && !overlaySwitch.isStopped();
    }
}
