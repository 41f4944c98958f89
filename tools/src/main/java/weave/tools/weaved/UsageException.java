package weave.tools.weaved;

/** A flag or an environment variable is wrong; the message is the line that says what and how. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
