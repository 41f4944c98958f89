package weave.gossip.ipam;

import weave.core.peer.PeerName;

/**
 * Addresses that we own as far as we know, and another peer as far as somebody else knows.
 *
 * @param claimant who else
 * @param range where we stay the owner, for now
 */
public record Dispute(PeerName claimant, AddressRange range) {}
