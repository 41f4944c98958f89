package weave.gossip.wire;

/**
 * A message of a running connection. Tags beside those named here are the overlays', see {@link
 * weave.core.overlay.OverlaySwitch}.
 *
 * <pre>
 *   0     1
 *   +-----+-----------------+
 *   | tag | payload ...     |
 *   +-----+-----------------+
 * </pre>
 *
 * @param tag 0 to 255; or {@link #NO_TAG} for a message without any bytes, which means nothing but
 *     still shows that the neighbour lives
 * @param payload owned by whoever holds the message; treated as read-only
 */
public record ProtocolMessage(int tag, byte[] payload) {
    public static final int HEARTBEAT = 0;

    /** The three kinds of {@link Envelope}. */
    public static final int GOSSIP = 4;

    public static final int GOSSIP_UNICAST = 5;
    public static final int GOSSIP_BROADCAST = 6;

    /** No tag at all. */
    public static final int NO_TAG = -1;

    /** The message without any bytes. */
    public static final ProtocolMessage EMPTY = new ProtocolMessage(NO_TAG, new byte[0]);

    public static ProtocolMessage heartbeat() {
        return new ProtocolMessage(HEARTBEAT, EMPTY.payload);
    }

    /** Leaves the payload out. */
    @Override
    public String toString() {
        return "ProtocolMessage[tag " + tag + ", " + payload.length + " bytes]";
    }
}
