package weave.gossip.mesh;

/** A connection must end; the message is the reason. */
final class MeshException extends Exception {
    private static final long serialVersionUID = 1L;

    private final CloseCause closeCause;

    MeshException(String reason) {
        this(reason, CloseCause.ORDINARY);
    }

    MeshException(String reason, CloseCause closeCause) {
        super(reason);
        this.closeCause = closeCause;
    }

    CloseCause closeCause() {
        return closeCause;
    }
}
