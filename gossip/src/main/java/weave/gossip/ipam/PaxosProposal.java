package weave.gossip.ipam;

/**
 * The number of a proposal; a higher one goes before.
 *
 * @param round unsigned; 0 means none
 */
record PaxosProposal(long round, PaxosNode proposer) implements Comparable<PaxosProposal> {
    static final PaxosProposal NONE = new PaxosProposal(0, PaxosNode.NONE);

    boolean isNone() {
        return round == 0;
    }

    @Override
    public int compareTo(PaxosProposal other) {
        int byRound = Long.compareUnsigned(round, other.round);
        return byRound != 0 ? byRound : proposer.compareTo(other.proposer);
    }
}
