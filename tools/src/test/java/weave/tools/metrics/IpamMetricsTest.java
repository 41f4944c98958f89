package weave.tools.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.IpamStatus;

class IpamMetricsTest {
    private static final PeerName SELF = new PeerName(1);
    private static final Cidr RANGE = Cidr.parse("10.32.0.0/24");

    @Test
    void shouldCountAsTheOriginalDoes() {
        IpamStatus status =
                new IpamStatus(
                        null,
                        RANGE,
                        3,
                        RANGE,
                        List.of(
                                new IpamStatus.Entry("10.32.0.0", 192, SELF, "one", true, 0),
                                new IpamStatus.Entry(
                                        "10.32.0.192", 64, new PeerName(2), "two", false, 0)),
                        List.of(),
                        List.of(new IpamStatus.Waiting("c1", "10.32.0.0/24", "space")),
                        List.of(),
                        null);
        String page = MetricsText.render(List.of(new IpamMetrics(SELF, () -> status)));
        for (String line :
                List.of(
                        "weave_ips{state=\"local-used\"} 3.0",
                        "weave_max_ips 256.0",
                        "weave_ipam_unreachable_count 1.0",
                        "weave_ipam_unreachable_percentage 25.0",
                        "weave_ipam_pending_allocates 1.0",
                        "weave_ipam_pending_claims 0.0",
                        "weave_ipam_owned_ips 192.0",
                        "weave_ipam_ring_entries 2.0",
                        "weave_ipam_conflicts 0.0")) {
            assertTrue(page.contains("\n" + line + "\n"), page);
        }
    }
}
