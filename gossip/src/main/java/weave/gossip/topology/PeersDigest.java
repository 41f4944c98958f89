package weave.gossip.topology;

/**
 * Which records in which versions a peer has, in few bytes: two that have the same have the same
 * digest.
 *
 * @param count of records
 * @param hash of their names, incarnations and versions
 */
public record PeersDigest(int count, long hash) {}
