package weave.tools.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.core.fastdp.VxlanLayout;
import weave.tools.client.WeaveClient;

/** How the daemon of this host and its connections are. */
final class DaemonChecks {
    /** Direction, address, state, and what there is to say. */
    private static final Pattern CONNECTION = Pattern.compile("(<-|->) (\\S+) +(\\S+) +(.*?) *");

    /** Why frames do not go by the fast datapath: nothing arrives here, or there. */
    private static final Pattern SILENT_FAST_DATAPATH =
            Pattern.compile(
                    "fastdp is (not established yet|on hold: (no heartbeat for|the peer misses))");

    private static final Pattern TOO_NARROW =
            Pattern.compile("the path carries .*(--mtu=\\d+) on every host");

    /** What the mesh says when a first message makes no sense with our password. */
    private static final String UNDECIPHERABLE = "Unable to decrypt";

    /** No refusal, which would have blanks in it. */
    private static final Pattern BRIDGE = Pattern.compile("[^/:\\s<]{1,15}");

    private static final String PORT_DEFAULT = ":6783";

    private final int port;
    private final List<String> targets = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean answers;
    private String bridge = "";

    private DaemonChecks(int port) {
        this.port = port;
    }

    /**
     * @param port of this host's mesh
     */
    static DaemonChecks of(WeaveClient client, int port) {
        DaemonChecks checks = new DaemonChecks(port);
        try {
            boolean isReady = client.status("").isSuccess();
            checks.answers = true;
            checks.findings.add(
                    isReady
                            ? Finding.ok("daemon", "answers")
                            : Finding.warn("daemon", "is not ready yet", "weave status"));
            checks.bridge = client.report("{{.Host.Bridge}}").body().strip();
            client.status("targets").body().lines().forEach(checks.targets::add);
            client.status("connections").body().lines().forEach(checks::connection);
        } catch (IOException e) {
            checks.findings.add(
                    Finding.warn("daemon", "does not answer", "start it: weave launch <peer>..."));
        }
        return checks;
    }

    boolean answers() {
        return answers;
    }

    /** The daemon's own; empty if it did not tell. */
    Optional<String> bridge() {
        return BRIDGE.matcher(bridge).matches() ? Optional.of(bridge) : Optional.empty();
    }

    List<Finding> findings() {
        return findings;
    }

    private void connection(String line) {
        Matcher matcher = CONNECTION.matcher(line);
        if (!matcher.matches()) {
            return;
        }
        String address = matcher.group(2);
        String state = matcher.group(3);
        String info = matcher.group(4).replaceFirst("^, ", "");
        int meshPort = portOf(matcher.group(1), address);
        int fastPort = meshPort + VxlanLayout.PORT_OFFSET;
        switch (state) {
            case "established" -> findings.add(established(address, info, fastPort));
            case "pending" ->
                    findings.add(
                            Finding.warn(
                                    "connection",
                                    address + " is pending: TCP passes, no datagram has yet",
                                    "let UDP "
                                            + meshPort
                                            + " and "
                                            + fastPort
                                            + " through between the hosts, both ways"));
            default ->
                    findings.add(
                            Finding.warn(
                                    "connection",
                                    address + " is " + state + (info.isEmpty() ? "" : ": " + info),
                                    advice(address, info)));
        }
    }

    /** Frames pass; whether they do so by the best way, the end of the line tells. */
    private Finding established(String address, String info, int fastPort) {
        Matcher narrow = TOO_NARROW.matcher(info);
        if (narrow.find()) {
            return Finding.warn(
                    "connection",
                    address + " " + info,
                    "weaved " + narrow.group(1) + " on every host");
        }
        boolean isSilent = SILENT_FAST_DATAPATH.matcher(info).find();
        if (!isSilent) {
            return Finding.ok("connection", address + " " + info);
        }
        boolean isEncrypted = info.startsWith("encrypted");
        String what = isEncrypted ? "ESP (IP protocol 50)" : "UDP " + fastPort;
        return Finding.warn(
                "connection",
                address + " " + info,
                "for the fast datapath let " + what + " through between the hosts, both ways");
    }

    /** Where the other side takes datagrams: who dialled us shows another port. */
    private int portOf(String direction, String address) {
        int colon = address.lastIndexOf(':');
        try {
            return direction.equals("->") ? Integer.parseInt(address.substring(colon + 1)) : port;
        } catch (NumberFormatException _) {
            return port;
        }
    }

    private String advice(String address, String info) {
        if (info.contains(UNDECIPHERABLE)) {
            return "have both sides the same password? weave stop, and launch with the right one";
        }
        String ifGone =
                targets.stream()
                        .filter(target -> isAt(target, address))
                        .findFirst()
                        .map(target -> " weave forget " + target + " if it is gone")
                        .orElse("");
        return "is weaved running there?" + ifGone;
    }

    /** Whether a target, {@code host[:port]}, may have led there. */
    private static boolean isAt(String target, String address) {
        int colon = target.indexOf(':');
        String host = colon < 0 ? target : target.substring(0, colon);
        String port = colon < 0 ? PORT_DEFAULT : target.substring(colon);
        try {
            for (InetAddress one : InetAddress.getAllByName(host)) {
                if (address.equals(one.getHostAddress() + port)) {
                    return true;
                }
            }
        } catch (UnknownHostException _) {
            // Then it did not lead there today.
        }
        return false;
    }
}
