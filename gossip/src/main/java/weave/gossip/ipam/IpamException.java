package weave.gossip.ipam;

/** An address cannot be had or given back; the message is one line for the caller. */
public final class IpamException extends Exception {
    private static final long serialVersionUID = 1L;

    public IpamException(String reason) {
        super(reason);
    }
}
