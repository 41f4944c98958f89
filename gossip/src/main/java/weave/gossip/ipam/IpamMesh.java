package weave.gossip.ipam;

import java.util.Collection;
import weave.core.peer.PeerName;

/** What address management wants to know of the mesh. Asked on the control loop only. */
public interface IpamMesh {
    /** Whether messages to a peer have a way to go. */
    boolean isReachable(PeerName peer);

    /** Every peer in the mesh, us included. */
    Collection<PeerName> peers();

    /** The direct peers that may yet come, and us: who votes if nobody said how many. */
    int voters();
}
