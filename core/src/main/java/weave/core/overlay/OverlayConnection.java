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

    /**
     * The longest IP packet of the underlay that is known to reach the peer whole, in bytes; 0 if
     * nothing is known.
     */
    default int underlayMtu() {
        return 0;
    }

    /**
     * Why it cannot work on a path, for a status page.
     *
     * @param underlayMtu the longest packet that the path carries, in bytes
     * @return empty if that is enough
     */
    default String tooNarrow(int underlayMtu) {
        return "";
    }

    /** What status pages show. */
    OverlayStatus status();
}
