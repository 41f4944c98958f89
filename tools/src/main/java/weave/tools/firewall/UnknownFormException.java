package weave.tools.firewall;

/** The packet filter shows rules otherwise than they were written, so that they are not found. */
final class UnknownFormException extends FirewallException {
    private static final long serialVersionUID = 1L;

    UnknownFormException(String message) {
        super(message);
    }
}
