package weave.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.IpamStatus;

class IpamPageTest {
    private static final Cidr RANGE = Cidr.parse("10.32.0.0/12");
    private static final PeerName TWO = PeerName.parse("00:00:00:00:00:02");
    private static final PeerName THREE = PeerName.parse("00:00:00:00:00:03");

    private static IpamStatus status(
            IpamStatus.Election election,
            List<IpamStatus.Entry> entries,
            List<IpamStatus.Waiting> allocations,
            List<IpamStatus.ConflictText> conflicts) {
        return new IpamStatus(
                election, RANGE, 2, RANGE, entries, List.of(), allocations, conflicts, null);
    }

    private static List<IpamStatus.Entry> thirds(boolean reachable) {
        PeerName self = PeerName.parse(Samples.SELF);
        return List.of(
                new IpamStatus.Entry("10.32.0.0", 349_526, self, "one", reachable, 0),
                new IpamStatus.Entry("10.37.85.86", 300_000, TWO, "two", reachable, 0),
                new IpamStatus.Entry("10.41.233.54", 49_525, TWO, "two", reachable, 0),
                new IpamStatus.Entry("10.42.170.171", 349_525, THREE, "three", false, 0));
    }

    @Test
    void shouldShowSharesAsTheOriginalDoes() {
        Report report =
                Samples.busy()
                        .withIpam(IpamReport.of(status(null, thirds(true), List.of(), List.of())));
        assertEquals(
                Samples.SELF
                        + "(one)                  349526 IPs (33.3% of total) (2 active)\n"
                        + "00:00:00:00:00:02(two)                  349525 IPs (33.3% of total) \n"
                        + "00:00:00:00:00:03(three)                349525 IPs (33.3% of total)"
                        + " - unreachable!\n",
                IpamPage.ranges(report));
    }

    @Test
    void shouldSayHowFarItIs() {
        List<IpamStatus.Waiting> waiting =
                List.of(new IpamStatus.Waiting("c1", "10.32.0.0/12", "space from two"));
        assertState("idle", status(null, List.of(), List.of(), List.of()));
        assertState(
                "awaiting consensus (quorum: 2, known: 1)",
                status(new IpamStatus.Election(true, 1, 2), List.of(), List.of(), List.of()));
        assertState(
                "priming",
                status(new IpamStatus.Election(false, 0, 0), List.of(), List.of(), List.of()));
        assertState(
                "all IP ranges owned by unreachable peers - use 'rmpeer' if they are dead",
                status(null, thirds(false), waiting, List.of()));
        assertState(
                "waiting for IP(s) to become available",
                status(null, thirds(true), waiting, List.of()));
        assertState("ready", status(null, thirds(true), List.of(), List.of()));
    }

    @Test
    void shouldTellOfConflictsAndOfWhoWaits() {
        List<IpamStatus.Waiting> waiting =
                List.of(new IpamStatus.Waiting("c1", "10.32.0.0/12", "space from two"));
        List<IpamStatus.ConflictText> conflicts =
                List.of(new IpamStatus.ConflictText("two", "says so", List.of("10.32.0.0/30")));
        Report report =
                Samples.busy().withIpam(IpamReport.of(status(null, List.of(), waiting, conflicts)));
        assertEquals(
                "conflict: two says so; held back here: 10.32.0.0/30\n"
                        + "waiting: c1 (10.32.0.0/12) for space from two\n",
                IpamPage.ranges(report));
        assertTrue(
                StatusPage.overview(report)
                        .endsWith("      Conflicts: 1 (weave ipam check tells more)\n"));
    }

    @Test
    void shouldHaveTheOriginalsFieldsInTheReport() {
        Report report =
                Samples.busy()
                        .withIpam(IpamReport.of(status(null, thirds(true), List.of(), List.of())));
        String json = ReportJson.render(report);
        String expected =
                """
                    "IPAM": {
                        "Paxos": null,
                        "Range": "10.32.0.0/12",
                        "RangeNumIPs": 1048576,
                        "ActiveIPs": 2,
                        "DefaultSubnet": "10.32.0.0/12",
                        "Entries": [
                            {
                                "Token": "10.32.0.0",
                                "Size": 349526,
                                "Peer": "%s",
                                "Nickname": "one",
                                "IsKnownPeer": true,
                                "Version": 0
                            },
                """
                        .formatted(Samples.SELF);
        assertTrue(json.contains(expected), json);
        assertTrue(
                json.endsWith(
                        "\"PendingClaims\": null,\n        \"PendingAllocates\": null\n    }\n}"),
                json);
    }

    private static void assertState(String expected, IpamStatus status) {
        String section = IpamPage.overview(IpamReport.of(status));
        assertEquals(
                """

                        Service: ipam
                         Status: %s
                          Range: 10.32.0.0/12
                  DefaultSubnet: 10.32.0.0/12
                """
                        .formatted(expected),
                section);
    }
}
