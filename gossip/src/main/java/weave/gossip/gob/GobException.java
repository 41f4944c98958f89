package weave.gossip.gob;

/** Bytes that are no gob, or no value of the type asked for; the message says why. */
public final class GobException extends Exception {
    private static final long serialVersionUID = 1L;

    public GobException(String reason) {
        super(reason);
    }
}
