package weave.tools.firewall;

/** The packet filter's rules could not be read or changed; the message is one line. */
public sealed class FirewallException extends RuntimeException permits UnknownFormException {
    private static final long serialVersionUID = 1L;

    FirewallException(String message) {
        super(message);
    }
}
