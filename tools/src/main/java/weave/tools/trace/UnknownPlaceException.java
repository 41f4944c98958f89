package weave.tools.trace;

/** Nobody knows what an operator means; the message is one line. */
public final class UnknownPlaceException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownPlaceException(String message) {
        super(message);
    }
}
