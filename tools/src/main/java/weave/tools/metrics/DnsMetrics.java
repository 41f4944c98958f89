package weave.tools.metrics;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import weave.gossip.dns.server.DnsCounters;

/** Names, and the questions about them. */
public final class DnsMetrics implements MetricGroup {
    private static final Series OWN =
            Series.gauge("weave_dns_entries", "Live names that were registered on this host.");
    private static final Series ALL =
            Series.gauge("weave_dns_names", "Live names of all hosts, those of this one included.");
    private static final Series QUERIES =
            Series.counter(
                    "weave_dns_queries_total",
                    "Queries: answered here (`local`), by a server upstream (`upstream`) or by"
                            + " none of them (`failed`), and what was no query (`ignored`).",
                    "outcome");

    private final IntSupplier own;
    private final IntSupplier all;
    private final Optional<DnsCounters> counters;

    /**
     * @param counters empty if no questions are answered
     */
    public DnsMetrics(IntSupplier own, IntSupplier all, Optional<DnsCounters> counters) {
        this.own = own;
        this.all = all;
        this.counters = counters;
    }

    @Override
    public String title() {
        return "Names";
    }

    @Override
    public List<Series> series() {
        return List.of(OWN, ALL, QUERIES);
    }

    @Override
    public void collect(Samples samples) {
        samples.add(OWN, own.getAsInt());
        samples.add(ALL, all.getAsInt());
        counters.ifPresent(count -> {
            samples.add(QUERIES, count.local(), "local");
            samples.add(QUERIES, count.upstream(), "upstream");
            samples.add(QUERIES, count.failed(), "failed");
            samples.add(QUERIES, count.ignored(), "ignored");
        });
    }
}
