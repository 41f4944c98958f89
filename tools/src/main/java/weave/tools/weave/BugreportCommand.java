package weave.tools.weave;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.bugreport.Bugreport;
import weave.tools.host.FileTrouble;

/** {@code weave bugreport}. */
@Command(
        name = "bugreport",
        description = "Packs what helps to find a fault into one tar.gz.",
        footer = {
            "",
            "In it are the daemon's report, pages, metrics and log, weave check, versions, and what"
                    + " this",
            "host's kernel says of links, addresses, routes and firewall; the mesh's password is"
                    + " not,",
            "wherever it occurs. Addresses and names are: look through it before you publish it.",
            "Exits with 1 if no daemon answers; what there is without one is packed all the same.",
            "",
            "Examples:",
            "  weave bugreport",
            "  weave bugreport -o /tmp/host1.tar.gz"
        })
final class BugreportCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "<file>",
            description = "Where to. [weave-bugreport-<time>.tar.gz here]")
    private Path file;

    @Option(
            names = "--log",
            paramLabel = "<file>",
            description =
                    "The daemon's log, as given to launch. [" + LaunchCommand.LOG_DEFAULT + "]")
    private Path log = Path.of(LaunchCommand.LOG_DEFAULT);

    @Override
    public Integer call() {
        Path into =
                file == null
                        ? Path.of(
                                "weave-bugreport-" + LocalDateTime.now().format(STAMP) + ".tar.gz")
                        : file;
        Bugreport report =
                new Bugreport(
                        weave.client(), log, line -> spec.commandLine().getErr().println(line));
        try {
            report.write(into);
        } catch (IOException e) {
            weave.complain("cannot write " + into + ": " + FileTrouble.reason(e));
            return Weave.FAILED;
        }
        spec.commandLine().getOut().println(into);
        if (report.daemonFailure().isPresent()) {
            weave.complain(weave.absence(report.daemonFailure().get()));
            return Weave.FAILED;
        }
        return Weave.OK;
    }
}
