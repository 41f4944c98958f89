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
    private HostCheckup() {}

    /**
     * Prints a line for each finding.
     *
     * @param client of the daemon of this host, which need not run
     * @param port of the mesh
     * @param peers further hosts to look for, {@code host[:port]}
     * @return whether nothing failed
     */
    public static boolean run(WeaveClient client, int port, List<String> peers, PrintWriter out)
            throws IOException {
        DaemonChecks daemon = DaemonChecks.of(client);
        List<Finding> all =
                new ArrayList<>(new KernelChecks(Path.of("/"), ForwardRules::listed).all());
        all.addAll(NetworkChecks.mtus());
        all.addAll(NetworkChecks.ports(port, daemon.answers()));
        all.addAll(daemon.findings());
        peers.forEach(peer -> all.add(NetworkChecks.peer(peer)));
        all.forEach(finding -> out.println(finding.line()));
        return all.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL);
    }
}
