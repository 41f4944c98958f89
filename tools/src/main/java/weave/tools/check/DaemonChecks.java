package weave.tools.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.tools.client.WeaveClient;

/** How the daemon of this host and its connections are. */
final class DaemonChecks {
    /** Direction, address, state, and what there is to say. */
    private static final Pattern CONNECTION = Pattern.compile("(<-|->) (\\S+) +(\\S+) +(.*?) *");

    private final List<Finding> findings = new ArrayList<>();
    private boolean answers;

    static DaemonChecks of(WeaveClient client) {
        DaemonChecks checks = new DaemonChecks();
        try {
            boolean isReady = client.status("").isSuccess();
            checks.answers = true;
            checks.findings.add(
                    isReady
                            ? Finding.ok("daemon", "answers")
                            : Finding.warn("daemon", "is not ready yet", "weave status"));
            client.status("connections").body().lines().forEach(checks::connection);
        } catch (IOException e) {
            checks.findings.add(
                    Finding.warn("daemon", "does not answer", "start it: weaved <peer>..."));
        }
        return checks;
    }

    boolean answers() {
        return answers;
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
        String info = matcher.group(4);
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
                                    address + " is " + state + ": " + info,
                                    "is weaved running there? weave forget it if it is gone"));
        }
    }
}
