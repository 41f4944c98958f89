package weave.gossip.ipam;

import weave.core.peer.PeerName;

/**
 * A voter. A peer that has forgotten its promises is another one.
 *
 * @param uid unsigned
 */
record PaxosNode(PeerName name, long uid) implements Comparable<PaxosNode> {
    static final PaxosNode NONE = new PaxosNode(PeerName.NONE, 0);

    @Override
    public int compareTo(PaxosNode other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : Long.compareUnsigned(uid, other.uid);
    }
}
