package weave.tools.attach;

/** Something could not be attached or detached; the message is one line for whoever asked. */
public final class AttachException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Kind {
        /** What was asked for makes no sense. */
        MISUSE,
        /** There is no such container or address. */
        NOT_FOUND,
        /** It is taken, or already there. */
        CONFLICT,
        /** The host refused. */
        FAILED
    }

    private final Kind kind;

    public AttachException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public AttachException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
