package weave.gossip.topology;

/**
 * A peer that is held for a connection.
 *
 * @param created whether it was unknown before
 * @param effects what its appearance calls for
 */
public record Acquired(Peer peer, boolean created, Effects effects) {}
