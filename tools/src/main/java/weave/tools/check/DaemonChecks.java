package weave.tools.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.tools.client.WeaveClient;

/** How the daemon of this host and its connections are. */
final class DaemonChecks {
    /** Direction, address, state, and what there is to say. */
    private static final Pattern CONNECTION = Pattern.compile("(<-|->) (\\S+) +(\\S+) +(.*?) *");

    /** What the mesh says when a first message makes no sense with our password. */
    private static final String UNDECIPHERABLE = "Unable to decrypt";

    /** No refusal, which would have blanks in it. */
    private static final Pattern BRIDGE = Pattern.compile("[^/:\\s<]{1,15}");

    private static final String PORT_DEFAULT = ":6783";

    private final List<String> targets = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean answers;
    private String bridge = "";

    static DaemonChecks of(WeaveClient client) {
        DaemonChecks checks = new DaemonChecks();
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
        switch (state) {
            case "established" -> findings.add(Finding.ok("connection", address + " " + info));
            case "pending" ->
                    findings.add(
                            Finding.warn(
                                    "connection",
                                    address + " is pending: TCP passes, no datagram has yet",
                                    "let UDP through between the hosts, both ways"));
            default ->
                    findings.add(
                            Finding.warn(
                                    "connection",
                                    address + " is " + state + (info.isEmpty() ? "" : ": " + info),
                                    advice(address, info)));
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
