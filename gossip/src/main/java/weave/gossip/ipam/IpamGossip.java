package weave.gossip.ipam;

import java.util.LinkedHashMap;
import java.util.Map;
import weave.core.peer.PeerName;

/**
 * A peer's state as it travels.
 *
 * @param nowSeconds the sender's clock, seconds since 1970
 * @param nicknames of all peers the sender has heard of
 * @param election what the sender knows of an election; {@code null} from one that does not vote
 * @param ring {@code null} from one that has none
 */
record IpamGossip(
        long nowSeconds,
        Map<PeerName, String> nicknames,
        Map<PaxosNode, PaxosClaims> election,
        Ring ring) {
    IpamGossip {
        nicknames = new LinkedHashMap<>(nicknames);
        election = election == null ? null : new LinkedHashMap<>(election);
    }
}
