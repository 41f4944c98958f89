package weave.gossip.wire;

/** What the neighbour sent is against the protocol: the connection ends, the message says why. */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    public WireException(String reason) {
        super(reason);
    }

    WireException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
