package weave.core.overlay;

/** An overlay's part of one mesh connection. Called on the control thread only. */
public interface OverlayConnection {
    /** The mesh has accepted the connection: datagrams and control messages may be sent now. */
    void confirm();

    /**
     * A control message from the peer's overlay of the same name.
     *
     * @param tag 0 to 255; unknown tags are ignored
     * @param payload untrusted, may be empty; owned by the callee
     */
    void control(int tag, byte[] payload);

    /**
     * Whether this overlay is the one that carries the frames of our direction. Those that it does
     * not take go by another.
     */
    default void carry(boolean carries) {}

    /** Ends it. No listener call follows. Idempotent. */
    void stop();

    /** What status pages show. */
    OverlayStatus status();
}
