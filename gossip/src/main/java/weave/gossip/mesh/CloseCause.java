package weave.gossip.mesh;

/** What the end of a connection means for dialling its address again. */
enum CloseCause {
    /** It may work next time. */
    ORDINARY,
    /** The other peer has our name: it will still have it next time. */
    NAME_COLLISION,
    /** The address leads back to ourselves. */
    SELF
}
