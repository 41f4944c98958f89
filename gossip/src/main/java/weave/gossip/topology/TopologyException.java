package weave.gossip.topology;

/** An update that cannot be merged; nothing of it was. The connection it came over is closed. */
public final class TopologyException extends Exception {
    private static final long serialVersionUID = 1L;

    public TopologyException(String reason) {
        super(reason);
    }
}
