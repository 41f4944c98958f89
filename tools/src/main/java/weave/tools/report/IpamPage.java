package weave.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Address management as text: Weave Net's own, to the blank. What only we know follows it, when
 * there is something to tell.
 */
public final class IpamPage {
    private static final String DISABLED =
            "address allocation is off: weaved runs with an empty --ipalloc-range\n";

    private IpamPage() {}

    /** The section of the overview; empty where address management is switched off. */
    static String overview(IpamReport ipam) {
        if (ipam == null) {
            return "";
        }
        return """

                Service: ipam
                 Status: %s
                  Range: %s
          DefaultSubnet: %s
        """
                        .formatted(state(ipam), ipam.range(), ipam.defaultSubnet())
                + (ipam.conflicts().isEmpty()
                        ? ""
                        : "      Conflicts: %d (weave ipam check tells more)\n"
                                .formatted(ipam.conflicts().size()));
    }

    /** A line for each peer that owns addresses, ours first; then what is wrong. */
    public static String ranges(Report report) {
        IpamReport ipam = report.ipam();
        if (ipam == null) {
            return DISABLED;
        }
        Map<String, Share> shares = shares(ipam);
        String self = report.router().name();
        StringBuilder page = new StringBuilder();
        if (shares.containsKey(self)) {
            page.append(line(shares.remove(self), ipam, "(" + ipam.activeIps() + " active)"));
        }
        for (Share share : shares.values()) {
            page.append(line(share, ipam, share.isKnown() ? "" : "- unreachable!"));
        }
        return page + troubles(ipam);
    }

    /** What is wrong and what waits, a line each; empty if all is well. */
    private static String troubles(IpamReport ipam) {
        List<String> lines = new ArrayList<>();
        for (IpamReport.Conflict conflict : ipam.conflicts()) {
            String held =
                    conflict.ranges().isEmpty()
                            ? ""
                            : "; held back here: " + String.join(", ", conflict.ranges());
            lines.add("conflict: " + conflict.peer() + " " + conflict.reason() + held);
        }
        for (IpamReport.Waiting waiting : ipam.waiting()) {
            lines.add(
                    "waiting: "
                            + waiting.ident()
                            + " ("
                            + waiting.cidr()
                            + ") for "
                            + waiting.reason());
        }
        if (ipam.trouble() != null) {
            lines.add("disk: " + ipam.trouble());
        }
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private record Share(String name, String nickname, boolean isKnown, long size) {
        Share plus(Share other) {
            return new Share(name, nickname, isKnown, size + other.size);
        }
    }

    private static Map<String, Share> shares(IpamReport ipam) {
        Map<String, Share> shares = new TreeMap<>();
        for (IpamReport.Entry entry : entries(ipam)) {
            shares.merge(
                    entry.peer(),
                    new Share(entry.peer(), entry.nickname(), entry.isKnownPeer(), entry.size()),
                    Share::plus);
        }
        return shares;
    }

    private static String line(Share share, IpamReport ipam, String info) {
        return String.format(
                Locale.ROOT,
                "%-37s %8d IPs (%04.1f%% of total) %s%n",
                share.name() + "(" + share.nickname() + ")",
                share.size(),
                100.0 * share.size() / ipam.rangeNumIps(),
                info);
    }

    /** The first that applies. */
    private static String state(IpamReport ipam) {
        if (ipam.entries() == null) {
            return withoutRing(ipam.paxos());
        }
        boolean nobody =
                entries(ipam).stream().noneMatch(entry -> entry.size() > 0 && entry.isKnownPeer());
        if (nobody) {
            return "all IP ranges owned by unreachable peers - use 'rmpeer' if they are dead";
        }
        return ipam.pendingAllocates() == null ? "ready" : "waiting for IP(s) to become available";
    }

    private static String withoutRing(IpamReport.Paxos paxos) {
        if (paxos == null) {
            return "idle";
        }
        return paxos.elector()
                ? "awaiting consensus (quorum: %d, known: %d)"
                        .formatted(paxos.quorum(), paxos.knownNodes())
                : "priming";
    }

    private static List<IpamReport.Entry> entries(IpamReport ipam) {
        return ipam.entries() == null ? List.of() : ipam.entries();
    }
}
