package weave.gossip.ipam;

/** What a peer is to us whose addresses somebody wants taken over. */
public enum PeerStanding {
    /** No nickname that we have heard of, and no peer name either. */
    UNKNOWN,
    SELF,
    /** In the mesh: it uses its addresses. */
    PRESENT,
    /** Not in the mesh. */
    ABSENT
}
