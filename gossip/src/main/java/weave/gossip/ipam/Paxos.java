package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weave.core.peer.PeerName;

/**
 * The election of those among whom the ring is first divided: Paxos in which every voter gossips
 * all it knows of everybody's promises and acceptances. Each of the methods is one step; what is
 * known afterwards is to be told to the others.
 */
final class Paxos {
    /** Far above any mesh; news of further voters is left out. */
    private static final int NODES_MAX = 4096;

    private final PaxosNode self;
    private final boolean elector;
    private final Map<PaxosNode, PaxosClaims> known = new LinkedHashMap<>();
    private int quorum;

    /**
     * @param elector whether to vote
     */
    Paxos(PaxosNode self, boolean elector) {
        this.self = self;
        this.elector = elector;
    }

    boolean isElector() {
        return elector;
    }

    PaxosNode self() {
        return self;
    }

    /** 0 until an election was started here: then nothing is ever decided. */
    int quorum() {
        return quorum;
    }

    void quorum(int value) {
        quorum = value;
    }

    /** What everybody has said, as far as we know; live. */
    Map<PaxosNode, PaxosClaims> known() {
        return Collections.unmodifiableMap(known);
    }

    /** Goes on from what was known before a restart. */
    void restore(Map<PaxosNode, PaxosClaims> before) {
        known.putAll(before);
    }

    /** Makes a proposal above all others. */
    void propose() {
        if (!elector) {
            return;
        }
        long round = 0;
        for (PaxosClaims claims : known.values()) {
            round = max(round, max(claims.promise().round(), claims.accepted().round()));
        }
        PaxosProposal proposal = new PaxosProposal(round + 1, self);
        known.put(self, claims(self).promising(proposal));
        if (quorum == 1) {
            think();
        }
    }

    /** Takes in what another voter knows; whether any of it was new. */
    boolean update(Map<PaxosNode, PaxosClaims> theirs) {
        boolean learned = false;
        for (Map.Entry<PaxosNode, PaxosClaims> entry : theirs.entrySet()) {
            PaxosClaims mine = known.get(entry.getKey());
            PaxosClaims newest = mine == null ? entry.getValue() : newest(mine, entry.getValue());
            boolean hasRoom = mine != null || known.size() < NODES_MAX;
            if (!newest.equals(mine) && hasRoom) {
                known.put(entry.getKey(), newest);
                learned = true;
            }
        }
        return learned;
    }

    /** Promises and accepts what is due; whether we have anything new to say. */
    boolean think() {
        PaxosClaims before = claims(self);
        PaxosProposal highest =
                known.values().stream()
                        .map(PaxosClaims::promise)
                        .max(Comparator.naturalOrder())
                        .orElse(PaxosProposal.NONE);
        known.put(self, before.promising(highest));
        if (highest.proposer().equals(self)) {
            acceptOurOwn(highest);
        }
        acceptAnothers();
        PaxosClaims after = claims(self);
        // The value follows from its origin.
        return !(before.promise().equals(after.promise())
                && before.accepted().equals(after.accepted())
                && before.origin().equals(after.origin()));
    }

    /** The value that a quorum has accepted: who divides the ring. */
    Optional<List<PeerName>> consensus() {
        if (quorum == 0) {
            return Optional.empty();
        }
        Map<PaxosProposal, Integer> counts = new HashMap<>();
        for (PaxosClaims claims : known.values()) {
            if (!claims.accepted().isNone()
                    && counts.merge(claims.origin(), 1, Integer::sum) >= quorum) {
                return Optional.of(claims.value());
            }
        }
        return Optional.empty();
    }

    private void acceptOurOwn(PaxosProposal proposal) {
        int promised = 0;
        PaxosClaims latest = PaxosClaims.NONE;
        for (PaxosClaims claims : known.values()) {
            if (claims.promise().equals(proposal)) {
                promised++;
                if (claims.accepted().compareTo(latest.accepted()) > 0) {
                    latest = claims;
                }
            }
        }
        if (quorum == 0 || promised < quorum) {
            return;
        }
        if (latest.accepted().isNone()) {
            List<PeerName> everybody = new ArrayList<>();
            known.keySet().forEach(node -> everybody.add(node.name()));
            known.put(self, claims(self).accepting(proposal, everybody, proposal));
        } else {
            known.put(self, claims(self).accepting(proposal, latest.value(), latest.origin()));
        }
    }

    /** Accepts what somebody has accepted under the proposal that we have promised to follow. */
    private void acceptAnothers() {
        PaxosClaims mine = claims(self);
        for (PaxosClaims claims : known.values()) {
            if (!mine.promise().isNone() && claims.accepted().equals(mine.promise())) {
                known.put(self, mine.accepting(claims.accepted(), claims.value(), claims.origin()));
                return;
            }
        }
    }

    private PaxosClaims claims(PaxosNode node) {
        return known.getOrDefault(node, PaxosClaims.NONE);
    }

    private static PaxosClaims newest(PaxosClaims mine, PaxosClaims theirs) {
        PaxosClaims newest = mine;
        if (theirs.promise().compareTo(newest.promise()) > 0) {
            newest = newest.promising(theirs.promise());
        }
        if (theirs.accepted().compareTo(newest.accepted()) > 0) {
            newest = newest.accepting(theirs.accepted(), theirs.value(), theirs.origin());
        }
        return newest;
    }

    private static long max(long one, long other) {
        return Long.compareUnsigned(one, other) >= 0 ? one : other;
    }
}
