package weave.tools.metrics;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weave.gossip.dns.NameIndex;
import weave.gossip.dns.server.DnsCounters;
import weave.gossip.dns.server.DnsServer;
import weave.gossip.dns.server.UpstreamServers;

class DnsMetricsTest {
    private static String page(Optional<DnsCounters> counters) {
        return MetricsText.render(List.of(new DnsMetrics(() -> 2, () -> 7, counters)));
    }

    @Test
    void shouldTellOfNamesAndOfQueries() throws IOException {
        try (DnsServer server = server();
                DatagramSocket client = new DatagramSocket()) {
            client.setSoTimeout(20_000);
            byte[] query = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0, 1, 0, 1};
            client.send(new DatagramPacket(query, 3, server.address()));
            client.send(new DatagramPacket(query, query.length, server.address()));
            client.receive(new DatagramPacket(new byte[512], 512));
            String page = page(Optional.of(server.counters()));
            for (String line :
                    List.of(
                            "weave_dns_entries 2.0",
                            "weave_dns_names 7.0",
                            "weave_dns_queries_total{outcome=\"local\"} 1.0",
                            "weave_dns_queries_total{outcome=\"upstream\"} 0.0",
                            "weave_dns_queries_total{outcome=\"failed\"} 0.0",
                            "weave_dns_queries_total{outcome=\"ignored\"} 1.0")) {
                assertTrue(page.contains("\n" + line + "\n"), page);
            }
        }
    }

    @Test
    void shouldTellOfNamesWhenNoQuestionsAreAnswered() {
        String page = page(Optional.empty());
        assertTrue(page.contains("\nweave_dns_entries 2.0\n"), page);
        assertFalse(page.contains("weave_dns_queries_total{"), page);
    }

    private static DnsServer server() throws IOException {
        return DnsServer.listen(
                new InetSocketAddress("127.0.0.1", 0),
                "weave.local.",
                new NameIndex(),
                UpstreamServers.of(List.of()),
                Duration.ofSeconds(1));
    }
}
