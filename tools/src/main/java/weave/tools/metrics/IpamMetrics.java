package weave.tools.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import weave.core.peer.PeerName;
import weave.gossip.ipam.IpamStatus;

/** Addresses: how many are in use, and who has them. */
public final class IpamMetrics implements MetricGroup {
    private static final double PERCENT = 100;

    private static final Series IPS =
            Series.gauge("weave_ips", "Addresses in use on this host.", "state");
    private static final Series MAX_IPS =
            Series.gauge("weave_max_ips", "Addresses of the whole range.");
    private static final Series UNREACHABLE =
            Series.gauge(
                    "weave_ipam_unreachable_count",
                    "Peers that own addresses and are not in the mesh.");
    private static final Series UNREACHABLE_PERCENTAGE =
            Series.gauge(
                    "weave_ipam_unreachable_percentage",
                    "Share of the range that peers own that are not in the mesh.");
    private static final Series PENDING_ALLOCATES =
            Series.gauge("weave_ipam_pending_allocates", "Who waits for an address, whichever.");
    private static final Series PENDING_CLAIMS =
            Series.gauge("weave_ipam_pending_claims", "Who waits for a certain address.");
    private static final Series OWNED =
            Series.gauge("weave_ipam_owned_ips", "Addresses that are this host's to hand out.");
    private static final Series ENTRIES =
            Series.gauge("weave_ipam_ring_entries", "Parts that the range is cut into.");
    private static final Series CONFLICTS =
            Series.gauge(
                    "weave_ipam_conflicts", "Peers that contradict this one about who owns what.");

    private final PeerName self;
    private final Supplier<IpamStatus> ipam;

    /**
     * @param self this host's peer name
     */
    public IpamMetrics(PeerName self, Supplier<IpamStatus> ipam) {
        this.self = self;
        this.ipam = ipam;
    }

    @Override
    public String title() {
        return "Addresses";
    }

    @Override
    public List<Series> series() {
        return List.of(
                IPS,
                MAX_IPS,
                UNREACHABLE,
                UNREACHABLE_PERCENTAGE,
                PENDING_ALLOCATES,
                PENDING_CLAIMS,
                OWNED,
                ENTRIES,
                CONFLICTS);
    }

    @Override
    public void collect(Samples samples) {
        IpamStatus status = ipam.get();
        Set<PeerName> gone = new HashSet<>();
        long lost = 0;
        long owned = 0;
        for (IpamStatus.Entry entry : status.entries()) {
            owned += entry.peer().equals(self) ? entry.size() : 0;
            if (!entry.isKnown()) {
                gone.add(entry.peer());
                lost += entry.size();
            }
        }
        long range = status.universe().size();
        samples.add(IPS, status.activeCount(), "local-used");
        samples.add(MAX_IPS, range);
        samples.add(UNREACHABLE, gone.size());
        samples.add(UNREACHABLE_PERCENTAGE, PERCENT * lost / range);
        samples.add(PENDING_ALLOCATES, status.allocations().size());
        samples.add(PENDING_CLAIMS, status.claims().size());
        samples.add(OWNED, owned);
        samples.add(ENTRIES, status.entries().size());
        samples.add(CONFLICTS, status.conflicts().size());
    }
}
