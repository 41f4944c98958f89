package weave.core.overlay;

/**
 * What an {@link OverlaySwitch} tells the mesh connection it serves. Called on the control thread,
 * never from inside {@link OverlaySwitch#prepare}.
 */
public interface OverlaySwitchListener {
    /** The peer has confirmed that frames of ours arrive, over whichever overlay. Called once. */
    void established();

    /** Another overlay carries the frames from now on; for the log. */
    void switched(String overlay, String reason);

    /** No overlay is left: the connection is useless. Called at most once. */
    void failed(String reason);

    /**
     * Sends one message over the mesh's TCP.
     *
     * @param tag the protocol tag: {@link OverlaySwitch#CONTROL_TAG}, or a legacy one
     * @param payload what follows the tag; handed over
     */
    void sendProtocolMessage(int tag, byte[] payload);
}
