package weave.core.overlay;

/** What an overlay tells the mesh connection it serves; called on the control thread. */
public interface OverlayListener {
    /** The peer has confirmed that our frames arrive. Called once. */
    void established();

    /** This overlay can carry nothing for this connection any more. Called at most once. */
    void failed(String reason);

    /** No frames get through at present; {@link #recovered()} may follow. */
    void unhealthy(String reason);

    /** Frames get through again after {@link #unhealthy}. */
    void recovered();

    /** Sends a control message to the peer's overlay of the same name, over the mesh's TCP. */
    void sendControl(int tag, byte[] payload);
}
