package weave.core.overlay;

/** An overlay cannot serve a connection; the message is the reason that status shows. */
public final class OverlayException extends Exception {
    private static final long serialVersionUID = 1L;

    public OverlayException(String reason) {
        super(reason);
    }
}
