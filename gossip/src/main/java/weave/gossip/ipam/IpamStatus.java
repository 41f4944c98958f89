package weave.gossip.ipam;

import java.util.List;
import weave.core.peer.PeerName;

/**
 * Address management at one moment, for status pages.
 *
 * @param election {@code null} unless one was started here and is not over
 * @param activeCount addresses in use here
 * @param entries of the ring, ascending; empty before there is one
 * @param trouble why nothing can be saved; {@code null} if it can
 */
public record IpamStatus(
        Election election,
        Cidr universe,
        long activeCount,
        Cidr defaultSubnet,
        List<Entry> entries,
        List<Waiting> claims,
        List<Waiting> allocations,
        List<ConflictText> conflicts,
        String trouble) {
    public IpamStatus {
        entries = List.copyOf(entries);
        claims = List.copyOf(claims);
        allocations = List.copyOf(allocations);
        conflicts = List.copyOf(conflicts);
    }

    /**
     * @param elector whether we vote
     * @param knownCount voters heard of
     */
    public record Election(boolean elector, int knownCount, int quorum) {}

    /**
     * A part of the ring.
     *
     * @param token its first address
     * @param isKnown whether the owner is in the mesh
     */
    public record Entry(
            String token,
            long size,
            PeerName peer,
            String nickname,
            boolean isKnown,
            long version) {}

    /**
     * An operation that is not over.
     *
     * @param cidr the address claimed, or the subnet to allocate from
     * @param reason what it waits for
     */
    public record Waiting(String ident, String cidr, String reason) {}

    /**
     * A ring that contradicts ours.
     *
     * @param peer who told it, {@code name(nickname)}
     * @param reason in a line
     * @param ranges what is disputed; empty if it is all or nothing
     */
    public record ConflictText(String peer, String reason, List<String> ranges) {
        public ConflictText {
            ranges = List.copyOf(ranges);
        }
    }
}
