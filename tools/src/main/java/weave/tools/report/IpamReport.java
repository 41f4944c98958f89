package weave.tools.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.stream.Stream;
import weave.gossip.ipam.IpamStatus;

/**
 * Address management, named and ordered as Weave Net's report has it. What the original does not
 * have comes last, and only when there is something to tell.
 *
 * @param paxos {@code null} unless an election is going on
 * @param waiting what pending operations wait for
 * @param trouble why nothing can be saved
 */
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
public record IpamReport(
        Paxos paxos,
        String range,
        @JsonProperty("RangeNumIPs") long rangeNumIps,
        @JsonProperty("ActiveIPs") long activeIps,
        String defaultSubnet,
        List<Entry> entries,
        List<Claim> pendingClaims,
        List<String> pendingAllocates,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Waiting> waiting,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Conflict> conflicts,
        @JsonInclude(JsonInclude.Include.NON_NULL) String trouble) {

    /** An election. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Paxos(boolean elector, int knownNodes, int quorum) {}

    /** A part of the ring. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Entry(
            String token,
            long size,
            String peer,
            String nickname,
            boolean isKnownPeer,
            long version) {
        /** With the name that the original's report has. */
        @JsonProperty("IsKnownPeer")
        public boolean isKnownPeer() {
            return isKnownPeer;
        }
    }

    /** An address that somebody claims, and has not got yet. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Claim(String ident, @JsonProperty("CIDR") String cidr) {}

    /** Who waits for what. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Waiting(String ident, @JsonProperty("CIDR") String cidr, String reason) {}

    /** A peer whose ring contradicts ours. */
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    public record Conflict(String peer, String reason, List<String> ranges) {}

    public static IpamReport of(IpamStatus status) {
        List<Waiting> waiting =
                Stream.concat(status.claims().stream(), status.allocations().stream())
                        .map(w -> new Waiting(w.ident(), w.cidr(), w.reason()))
                        .toList();
        return new IpamReport(
                status.election() == null
                        ? null
                        : new Paxos(
                                status.election().elector(),
                                status.election().knownCount(),
                                status.election().quorum()),
                status.universe().toString(),
                status.universe().size(),
                status.activeCount(),
                status.defaultSubnet().toString(),
                orNull(status.entries().stream().map(IpamReport::entry).toList()),
                orNull(
                        status.claims().stream()
                                .map(claim -> new Claim(claim.ident(), claim.cidr()))
                                .toList()),
                orNull(status.allocations().stream().map(w -> w.ident()).toList()),
                waiting,
                status.conflicts().stream()
                        .map(c -> new Conflict(c.peer(), c.reason(), c.ranges()))
                        .toList(),
                status.trouble());
    }

    private static Entry entry(IpamStatus.Entry entry) {
        return new Entry(
                entry.token(),
                entry.size(),
                entry.peer().toString(),
                entry.nickname(),
                entry.isKnown(),
                entry.version());
    }

    private static <T> List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
