package weave.tools.report;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports made up for tests. */
public final class Samples {
    public static final String SELF = "4a:0f:f6:ec:1c:93";
    public static final String OTHER = "7e:21:4a:70:2f:45";

    private Samples() {}

    /** A node that knows nobody. */
    public static Report alone() {
        return report(List.of(peer(SELF, "host1")), null, null, List.of());
    }

    /** A node with a connection of every kind. */
    public static Report busy() {
        return report(
                List.of(
                        peer(
                                SELF,
                                "host1",
                                new Report.PeerConnection(
                                        OTHER, "host2", "192.168.48.12:39634", false, true),
                                new Report.PeerConnection(
                                        "ee:38:33:a7:d9:71",
                                        "host3",
                                        "192.168.48.13:6783",
                                        true,
                                        false)),
                        peer(
                                OTHER,
                                "host2",
                                new Report.PeerConnection(
                                        SELF, "host1", "192.168.48.11:6783", true, true))),
                List.of(
                        live(
                                "192.168.48.12:33866",
                                false,
                                "established",
                                "unencrypted sleeve " + OTHER + "(host2)",
                                attributes("mtu", 1438, "name", "sleeve")),
                        live(
                                "192.168.48.13:6783",
                                true,
                                "pending",
                                "encrypted   sleeve ee:38:33:a7:d9:71(host3)",
                                attributes("encrypted", true, "mtu", 1410, "name", "sleeve")),
                        target("192.168.48.14:6783", "retrying", "connection refused"),
                        target(
                                "192.168.48.15:6783",
                                "failed",
                                "no route to host, retry: 2026-11-21 18:55:38.246910357 +0000 UTC"),
                        target("192.168.48.16:6783", "connecting", ""),
                        target(
                                "10.1.1.9:6783",
                                "failed",
                                "cannot connect to ourself, retry: never")),
                List.of("192.168.48.13", "192.168.48.14:6783"),
                List.of("10.0.0.0/8", "192.168.48.0/24"));
    }

    public static Map<String, Object> attributes(Object... pairs) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            attributes.put((String) pairs[i], pairs[i + 1]);
        }
        return attributes;
    }

    private static Report report(
            List<Report.Peer> peers,
            List<Report.Connection> connections,
            List<String> targets,
            List<String> trusted) {
        return new Report(
                true,
                "0.1.0",
                Report.VersionCheck.DISABLED,
                new Report.Router(
                        "weave",
                        1,
                        2,
                        connections != null,
                        true,
                        SELF,
                        "host1",
                        6783,
                        peers,
                        List.of(new Report.UnicastRoute(SELF, "00:00:00:00:00:00")),
                        List.of(new Report.BroadcastRoute(SELF, null)),
                        connections,
                        7,
                        targets,
                        attributes("sleeve", null),
                        trusted,
                        "weave-tap (via TAP)",
                        Map.of("PacketsReceived", 23L),
                        List.of(
                                new Report.Mac(
                                        SELF,
                                        SELF,
                                        "host1",
                                        Instant.parse("2026-11-21T00:37:20.479757536Z")))),
                null,
                null,
                null);
    }

    private static Report.Peer peer(String name, String nickName, Report.PeerConnection... links) {
        return new Report.Peer(
                name,
                nickName,
                new BigInteger("17143452318036939173"),
                2540,
                BigInteger.TWO,
                links.length == 0 ? null : Arrays.asList(links));
    }

    private static Report.Connection live(
            String address, boolean outbound, String state, String info, Map<String, Object> with) {
        return new Report.Connection(address, outbound, state, info, with);
    }

    private static Report.Connection target(String address, String state, String info) {
        return new Report.Connection(address, true, state, info, null);
    }
}
