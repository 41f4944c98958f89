package weave.tools.weave;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.client.BareHttp;

/** {@code weave ipam}. */
@Command(
        name = "ipam",
        description = "Compares what the peers think who owns which addresses, and mends it.",
        footer = {"", "Examples:", "  weave ipam check", "  weave ipam repair --dry-run"})
final class IpamCommand implements Runnable {
    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    /** Without a command of its own. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "ipam: want check or repair");
    }

    @Command(
            name = "check",
            description = "Shows where peers contradict each other. Exit status 1 if they do.",
            footer = {"", "Examples:", "  weave ipam check"})
    int check() throws IOException {
        return outcome(weave.client().checkIpam());
    }

    @Command(
            name = "repair",
            description =
                    "Has all peers take the same view; addresses in use stay where they are in"
                            + " use.",
            footer = {"", "Examples:", "  weave ipam repair --dry-run", "  weave ipam repair"})
    int repair(
            @Option(names = "--dry-run", description = "Only show what would change.")
                    boolean dryRun)
            throws IOException {
        return outcome(weave.client().repairIpam(dryRun));
    }

    /** What is left to do is a failure. */
    private int outcome(BareHttp.Reply reply) {
        int status = weave.print(reply);
        return status == Weave.OK && reply.body().startsWith("conflict") ? Weave.FAILED : status;
    }
}
