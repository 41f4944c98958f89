package weave.core.fastdp;

/**
 * A connection's fast datapath cannot be encrypted; the message is the reason that status shows.
 */
public final class EspException extends Exception {
    private static final long serialVersionUID = 1L;

    public EspException(String reason) {
        super(reason);
    }
}
