package weave.tools.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report as pages for people and for the scripts of people: Weave Net's own texts, to the
 * blank, and one of the dataplane.
 */
public final class StatusPage {
    private static final List<String> CONNECTION_STATES =
            List.of("established", "pending", "retrying", "failed", "connecting");
    private static final List<String> LINK_STATES = List.of("established", "pending");

    private StatusPage() {}

    /** All of it in one screen. */
    public static String overview(Report report) {
        Report.Router router = report.router();
        return """
                Version: %s (%s)

                Service: router
               Protocol: %s
                   Name: %s(%s)
             Encryption: %s
          PeerDiscovery: %s
                Targets: %d
            Connections: %s
                  Peers: %s
         TrustedSubnets: %s
        """
                        .formatted(
                                report.version(),
                                versionCheck(report.versionCheck()),
                                protocol(router),
                                router.name(),
                                router.nickName(),
                                state(router.encryption()),
                                state(router.peerDiscovery()),
                                size(router.targets()),
                                connectionCounts(router),
                                peerCounts(router),
                                list(router.trustedSubnets()))
                + IpamPage.overview(report.ipam())
                + (report.dns() == null ? "" : "\n" + DnsPage.overview(report.dns()));
    }

    /** A line for each connection and for each target that has none. */
    public static String connections(Report report) {
        StringBuilder page = new StringBuilder();
        for (Report.Connection connection : orEmpty(report.router().connections())) {
            page.append(
                    line(
                            "%s %-21s %-11s %s %s%n",
                            arrow(connection.outbound()),
                            connection.address(),
                            connection.state(),
                            connection.info(),
                            attributes(connection.attrs())));
        }
        return page.toString();
    }

    /** A paragraph for each peer. */
    public static String peers(Report report) {
        StringBuilder page = new StringBuilder();
        for (Report.Peer peer : orEmpty(report.router().peers())) {
            page.append(line("%s(%s)%n", peer.name(), peer.nickName()));
            for (Report.PeerConnection link : orEmpty(peer.connections())) {
                page.append(
                        line(
                                "   %s %-21s %-37s %s%n",
                                arrow(link.outbound()),
                                link.address(),
                                link.name() + "(" + link.nickName() + ")",
                                linkState(link)));
            }
        }
        return page.toString();
    }

    /** The targets as they were given, one a line. */
    public static String targets(Report report) {
        StringBuilder page = new StringBuilder();
        for (String target : orEmpty(report.router().targets())) {
            page.append(target).append('\n');
        }
        return page.toString();
    }

    /** How the dataplane uses the machine, a line each. */
    public static String dataplane(Report report) {
        StringBuilder page = new StringBuilder();
        for (Object overlay : report.router().overlayDiagnostics().values()) {
            if (overlay instanceof Map<?, ?> settings) {
                settings.forEach(
                        (name, value) -> page.append(line("%14s: %s%n", name, setting(value))));
            }
        }
        return page.toString();
    }

    /** Of counters, those that have counted. */
    private static String setting(Object value) {
        if (value instanceof List<?> texts) {
            return texts.isEmpty()
                    ? "none"
                    : texts.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (!(value instanceof Map<?, ?> counters)) {
            return String.valueOf(value);
        }
        String counted =
                counters.entrySet().stream()
                        .filter(counter -> !counter.getValue().equals(0L))
                        .map(counter -> counter.getKey() + " " + counter.getValue())
                        .collect(Collectors.joining(", "));
        return counted.isEmpty() ? "none" : counted;
    }

    private static String versionCheck(Report.VersionCheck check) {
        if (!check.enabled()) {
            return "version check update disabled";
        }
        return check.newVersion().isEmpty()
                ? "up to date; next check at " + check.nextCheckAt()
                : "version " + check.newVersion() + " available - please upgrade!";
    }

    private static String protocol(Report.Router router) {
        int min = router.protocolMinVersion();
        int max = router.protocolMaxVersion();
        return router.protocol() + " " + (min == max ? min : min + ".." + max);
    }

    private static String connectionCounts(Report.Router router) {
        List<Report.Connection> connections = orEmpty(router.connections());
        String counts =
                counts(
                        connections.stream().map(Report.Connection::state).toList(),
                        CONNECTION_STATES);
        return connections.size() + (counts.isEmpty() ? "" : " (" + counts + ")");
    }

    private static String peerCounts(Report.Router router) {
        List<Report.Peer> peers = orEmpty(router.peers());
        List<String> links = new ArrayList<>();
        for (Report.Peer peer : peers) {
            orEmpty(peer.connections()).forEach(link -> links.add(linkState(link)));
        }
        String counts = counts(links, LINK_STATES);
        return peers.size() + (counts.isEmpty() ? "" : " (with " + counts + " connections)");
    }

    private static String counts(List<String> states, List<String> order) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        states.forEach(state -> counts.merge(state, 1, Integer::sum));
        List<String> texts = new ArrayList<>();
        for (String state : order) {
            if (counts.containsKey(state)) {
                texts.add(counts.get(state) + " " + state);
            }
        }
        return String.join(", ", texts);
    }

    /** The original's, with nothing between them: that is how its users parse them. */
    private static String attributes(Map<String, Object> attributes) {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("encrypted", "mtu")) {
            if (attributes != null && attributes.containsKey(name)) {
                text.append(name).append('=').append(attributes.get(name));
            }
        }
        if (attributes != null && attributes.containsKey("why")) {
            text.append(" (").append(attributes.get("why")).append(')');
        }
        return text.toString();
    }

    private static String linkState(Report.PeerConnection link) {
        return link.established() ? "established" : "pending";
    }

    private static String arrow(boolean outbound) {
        return outbound ? "->" : "<-";
    }

    private static String state(boolean enabled) {
        return enabled ? "enabled" : "disabled";
    }

    private static String list(List<String> texts) {
        return size(texts) == 0 ? "none" : String.join(", ", texts);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static int size(List<?> list) {
        return orEmpty(list).size();
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
