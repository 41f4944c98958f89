package weave.gossip.ipam;

/**
 * An operation that waits for something, tried again whenever the ring changes and from time to
 * time.
 */
interface PendingOperation {
    /** For whom. */
    String ident();

    /** Tries; whether it is over, one way or the other. */
    boolean attempt();

    /** What it waits for, in a line. */
    String waitingFor();

    /** Gives up. */
    void cancel();
}
