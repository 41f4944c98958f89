package weave.tools.report;

import java.util.List;
import java.util.Locale;

/** What the pages say of names: Weave Net's own texts, to the blank. */
public final class DnsPage {
    private DnsPage() {}

    /** Its part of the overview. */
    static String overview(DnsReport dns) {
        return """
                Service: dns
                 Domain: %s
               Upstream: %s
                    TTL: %d
                Entries: %d
        """
                .formatted(
                        dns.domain(),
                        dns.upstream() == null ? "none" : String.join(", ", dns.upstream()),
                        dns.ttl(),
                        orEmpty(dns.entries()).stream().filter(e -> e.tombstone() == 0).count()
                                + orEmpty(dns.records()).stream()
                                        .filter(r -> r.tombstone() == 0)
                                        .count());
    }

    /** A line for each live name; nothing if names are switched off. */
    public static String names(Report report) {
        DnsReport dns = report.dns();
        if (dns == null) {
            return "";
        }
        StringBuilder page = new StringBuilder();
        for (DnsReport.Entry e : orEmpty(dns.entries())) {
            if (e.tombstone() == 0) {
                page.append(line(dns, e.hostname(), e.address(), e.containerId(), e.origin()));
            }
        }
        for (DnsReport.Record r : orEmpty(dns.records())) {
            if (r.tombstone() == 0) {
                page.append(line(dns, r.hostname(), r.data(), r.containerId(), r.origin()));
            }
        }
        return page.toString();
    }

    private static String line(
            DnsReport dns, String hostname, String data, String containerId, String origin) {
        String suffix = "." + dns.domain();
        String name =
                hostname.endsWith(suffix)
                        ? hostname.substring(0, hostname.length() - suffix.length())
                        : hostname;
        return String.format(
                Locale.ROOT, "%-12s %-15s %-12.12s %s%n", name, data, containerId, origin);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
