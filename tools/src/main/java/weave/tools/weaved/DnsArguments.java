package weave.tools.weaved;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import weave.gossip.dns.DnsName;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.server.DnsServer;
import weave.gossip.dns.server.UpstreamServers;

/** What each of the flags about names accepts. */
final class DnsArguments {
    private static final String DOMAIN = "--dns-domain";
    private static final String TIMEOUT = "--dns-fallback-timeout";

    /** RFC 2181, section 8. */
    private static final int TTL_MAX = Integer.MAX_VALUE;

    private DnsArguments() {}

    /**
     * @throws UsageException if one of them is wrong
     */
    static DnsConfig dns(DnsOptions options) {
        return new DnsConfig(
                !options.noDns,
                address(options.listenAddress),
                !Arguments.isEmpty(options.listenAddress),
                domain(options.domain),
                Arguments.isEmpty(options.ttl)
                        ? Nameserver.TTL_DEFAULT
                        : Arguments.number("--dns-ttl", options.ttl, 0, TTL_MAX),
                upstream(options.upstream),
                timeout(options.fallbackTimeout),
                resolvConf(options.resolvConf));
    }

    private static InetSocketAddress address(String given) {
        String text = Arguments.isEmpty(given) ? DnsServer.ADDRESS_DEFAULT : given;
        String whole = text.startsWith(":") ? "0.0.0.0" + text : text;
        return UpstreamServers.parse(whole)
                .orElseThrow(() ->
                        Arguments.wrong(
                                "--dns-listen-address",
                                text,
                                "an address of this host, like 172.17.0.1:53"));
    }

    private static String domain(String given) {
        if (Arguments.isEmpty(given)) {
            return Nameserver.DOMAIN_DEFAULT;
        }
        String domain = DnsName.qualified(given);
        boolean isDomain =
                DnsName.wire(domain).isPresent()
                        && domain.length() > 1
                        && domain.chars().noneMatch(c -> c <= ' ' || c > '~');
        if (!isDomain) {
            throw Arguments.wrong(DOMAIN, given, "a domain like weave.local");
        }
        return domain;
    }

    private static List<InetSocketAddress> upstream(List<String> given) {
        return Arguments.split(given).stream()
                .map(text ->
                        UpstreamServers.parse(text)
                                .orElseThrow(() ->
                                        Arguments.wrong(
                                                "--dns-upstream",
                                                text,
                                                "addresses like 8.8.8.8 or 10.0.0.2:5353,"
                                                        + " several separated by commas")))
                .toList();
    }

    private static Duration timeout(String given) {
        if (Arguments.isEmpty(given)) {
            return DnsServer.UPSTREAM_TIMEOUT_DEFAULT;
        }
        return Durations.parse(given)
                .filter(timeout -> !timeout.isZero() && timeout.compareTo(Duration.ofHours(1)) <= 0)
                .orElseThrow(() ->
                        Arguments.wrong(
                                TIMEOUT, given, "a time like 500ms or 5s, an hour at most"));
    }

    private static Path resolvConf(String given) {
        if (Arguments.isEmpty(given)) {
            return UpstreamServers.RESOLV_CONF;
        }
        if (given.indexOf('\0') >= 0) {
            throw Arguments.wrong("--resolv-conf", given, "a path");
        }
        return Path.of(given);
    }
}
