package weave.gossip.channel;

/** A neighbour's gossip cannot be accepted: the connection ends, the message is the reason. */
public final class GossipException extends Exception {
    private static final long serialVersionUID = 1L;

    public GossipException(String reason) {
        super(reason);
    }
}
