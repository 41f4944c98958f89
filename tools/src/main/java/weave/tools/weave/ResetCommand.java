package weave.tools.weave;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import weave.tools.client.BareHttp;

/** {@code weave reset}. */
@Command(
        name = "reset",
        description =
                "Leaves the network for good: hands the addresses of this host to another peer,"
                        + " ends the daemon, unplugs all containers, and removes bridge, rules and"
                        + " state.",
        footer = {"", "Examples:", "  weave reset", "  weave reset --force --interface=weave1"})
final class ResetCommand implements Callable<Integer> {
    private static final int NOT_FOUND = 404;

    @ParentCommand private Weave weave;

    @Option(
            names = "--force",
            description = "Clean this host up even if no daemon runs to hand its addresses over.")
    private boolean force;

    @Option(
            names = {"--interface", "--weave-bridge"},
            paramLabel = "<name>",
            description = "With --force, where no daemon runs: the bridge it had. [weave]")
    private String bridge;

    @Option(
            names = "--db-prefix",
            paramLabel = "<path>",
            description = "With --force, where no daemon runs: as for weaved.")
    private String databasePrefix;

    @Override
    public Integer call() throws IOException {
        try {
            BareHttp.Reply left = weave.client().leave();
            // Without address allocation there is nothing to hand over.
            if (!left.isSuccess() && left.status() != NOT_FOUND && !force) {
                return weave.print(left);
            }
        } catch (IOException absent) {
            if (force) {
                return cleanUp();
            }
            weave.complain(
                    "weaved is not running; unable to remove this host from the network."
                            + " Re-launch weaved before reset, or use --force to override.");
            return Weave.FAILED;
        }
        BareHttp.Reply reply = weave.client().stop(true);
        if (!reply.isSuccess()) {
            return weave.print(reply);
        }
        List<String> answer = reply.body().lines().toList();
        int status = Daemon.awaitEnd(weave, answer.isEmpty() ? "" : answer.getFirst());
        Path left = Path.of(answer.size() < 2 ? "" : answer.get(1));
        if (status != Weave.OK || !Files.isRegularFile(left)) {
            return status;
        }
        Files.readAllLines(left).forEach(weave::complain);
        Files.deleteIfExists(left);
        return Weave.FAILED;
    }

    private int cleanUp() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Daemon.home().resolve("bin/weaved").toString());
        command.add("--reset");
        if (bridge != null) {
            command.add("--interface=" + bridge);
        }
        if (databasePrefix != null) {
            command.add("--db-prefix=" + databasePrefix);
        }
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor() == 0 ? Weave.OK : Weave.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Weave.FAILED;
        }
    }
}
