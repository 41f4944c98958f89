package weave.bench;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import weave.bench.lab.BenchException;
import weave.bench.scenario.Scenario;
import weave.linux.LinuxException;
import weave.linux.bpf.VerifierException;

/** {@code weave-bench}: one verb a measurement. */
@Command(
        name = "weave-bench",
        sortOptions = false,
        customSynopsis = "weave-bench <command> [<option>...]",
        descriptionHeading = "%n",
        description = "Measures weaved's dataplane.",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  weave-bench list",
            "  weave-bench engine --sizes 64",
            "  weave-bench encode --warmup 1 --iterations 9 --seconds 0.5 --json encode.json",
            "  weave-bench e2e",
            "  weave-bench compare --pairs 9 --json compare.json",
            "  weave-bench goals --json goals.json",
            "  weave-bench failover --rounds 5",
            "  weave-bench mesh --peers 300",
            "  weave-bench xdp --rounds 15",
        },
        subcommands = {
            ListCommand.class,
            MemoryCommand.class,
            EndToEndCommand.class,
            StartCommand.class,
            CompareCommand.class,
            GoalsCommand.class,
            FailoverCommand.class,
            MacsCommand.class,
            XdpCommand.class,
            DnsCommand.class,
            MeshCommand.class
        })
public final class WeaveBench implements Runnable {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    @Spec private CommandSpec spec;

    @Option(
            names = {"--help", "-h"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print this and exit.")
    private boolean help;

    WeaveBench() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        System.exit(run(arguments, out, err));
    }

    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new WeaveBench());
        for (Scenario scenario : Scenario.values()) {
            CommandLine verb = new CommandLine(new ScenarioCommand(scenario));
            verb.getCommandSpec().usageMessage().description("Times " + scenario.summary() + ".");
            line.addSubcommand(scenario.verb(), verb);
        }
        line.setOut(out).setErr(err);
        line.setParameterExceptionHandler((e, _) -> refuse(e));
        line.setExecutionExceptionHandler((e, command, _) -> fail(e, command));
        int status = line.execute(arguments);
        out.flush();
        return status;
    }

    /** Without a command. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "want a command");
    }

    private static int refuse(ParameterException e) {
        CommandLine command = e.getCommandLine();
        boolean isUnknown =
                e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.isUnknownOption()
                        && command.getParent() == null;
        String reason =
                isUnknown
                        ? "unknown command '"
                                + ((UnmatchedArgumentException) e).getUnmatched().getFirst()
                                + "': want "
                                + String.join(", ", command.getSubcommands().keySet())
                        : oneLine(e.getMessage());
        String help = command.getCommandSpec().qualifiedName() + " --help";
        command.getErr().println("weave-bench: " + reason + "; see " + help);
        return WRONG_USAGE;
    }

    private static int fail(Exception e, CommandLine command) throws Exception {
        if (!(e instanceof BenchException || e instanceof LinuxException)) {
            throw e;
        }
        command.getErr().println("weave-bench: " + e.getMessage());
        if (e instanceof VerifierException refused) {
            command.getErr().println(refused.log().indent(4).stripTrailing());
        }
        return FAILED;
    }

    private static String oneLine(String text) {
        return String.valueOf(text).replaceAll("\\s*[\r\n]+\\s*", " ");
    }
}
