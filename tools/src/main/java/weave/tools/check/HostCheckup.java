package weave.tools.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weave.tools.client.WeaveClient;
import weave.tools.firewall.ForwardRules;

/** All checks, in the order in which an operator would go through them. */
public final class HostCheckup {
    /** The bridge of a daemon that was told of none. */
    public static final String BRIDGE_DEFAULT = "weave";

    private HostCheckup() {}

    /**
     * Prints a line for each finding.
     *
     * @param client of the daemon of this host, which need not run
     * @param bridge of the daemon, should it not tell itself
     * @param port of the mesh
     * @param peers further hosts to look for, {@code host[:port]}
     * @return whether nothing failed
     */
    public static boolean run(
            WeaveClient client, String bridge, int port, List<String> peers, PrintWriter out)
            throws IOException {
        DaemonChecks daemon = DaemonChecks.of(client, port);
        String used = daemon.bridge().orElse(bridge);
        List<Finding> all =
                new ArrayList<>(new KernelChecks(Path.of("/"), used, ForwardRules::listed).all());
        all.addAll(NetworkChecks.mtus(used));
        all.addAll(NetworkChecks.ports(port, daemon.answers()));
        all.addAll(daemon.findings());
        peers.forEach(peer -> all.add(NetworkChecks.peer(peer)));
        all.forEach(finding -> out.println(finding.line()));
        return all.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL);
    }
}
