package weave.gossip.ipam;

import java.util.List;
import weave.core.peer.PeerName;

/**
 * What a voter has said.
 *
 * @param promise it will accept nothing below
 * @param accepted the last proposal that it accepted
 * @param value among whom to divide the ring, according to that proposal
 * @param origin the proposal that first had this value
 */
record PaxosClaims(
        PaxosProposal promise, PaxosProposal accepted, List<PeerName> value, PaxosProposal origin) {
    static final PaxosClaims NONE =
            new PaxosClaims(PaxosProposal.NONE, PaxosProposal.NONE, List.of(), PaxosProposal.NONE);

    PaxosClaims {
        value = List.copyOf(value);
    }

    PaxosClaims promising(PaxosProposal newPromise) {
        return new PaxosClaims(newPromise, accepted, value, origin);
    }

    PaxosClaims accepting(
            PaxosProposal proposal, List<PeerName> newValue, PaxosProposal newOrigin) {
        return new PaxosClaims(promise, proposal, newValue, newOrigin);
    }
}
