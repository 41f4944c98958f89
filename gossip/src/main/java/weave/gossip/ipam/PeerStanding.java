package weave.gossip.ipam;

/** What a peer is to us whose addresses somebody wants taken over. */
public enum PeerStanding {
    /** Nobody that we have heard of, by nickname or by name, and no owner of addresses. */
    UNKNOWN,
    SELF,
    /** In the mesh: it uses its addresses. */
    PRESENT,
    /** Not in the mesh. */
    ABSENT
}
