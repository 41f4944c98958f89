package weave.tools.weave;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import weave.tools.client.BareHttp;
import weave.tools.client.NameClient;
import weave.tools.client.WeaveClient;
import weave.tools.http.HttpAddress;

/** {@code weave}: one verb a call, each a request to the daemon. */
@Command(
        name = "weave",
        sortOptions = false,
        customSynopsis = "weave [--http-addr=<address>] <command> [<argument>...]",
        descriptionHeading = "%n",
        description = "Talks to the weaved of this host.",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  weave launch host2",
            "  weave attach 10.32.0.1/12 c1",
            "  weave status",
            "  weave status connections",
            "  weave connect host2 host3:6783"
        },
        subcommands = {
            LaunchCommand.class,
            StopCommand.class,
            ResetCommand.class,
            StatusCommand.class,
            ReportCommand.class,
            ConnectCommand.class,
            ForgetCommand.class,
            AttachCommand.class,
            DetachCommand.class,
            PsCommand.class,
            ExposeCommand.class,
            HideCommand.class,
            DnsAddCommand.class,
            DnsRemoveCommand.class,
            DnsLookupCommand.class,
            DnsArgsCommand.class,
            PrimeCommand.class,
            RmpeerCommand.class,
            IpamCommand.class,
            CheckCommand.class,
            PingCommand.class,
            TraceCommand.class,
            TopCommand.class,
            BugreportCommand.class,
            CompletionCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class Weave implements Runnable {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private static final String HTTP_ADDRESS = "--http-addr";
    private static final int HELP_WIDTH = 100;
    private static final int BAD_REQUEST = 400;

    /** How the daemon begins when a name is well-formed and unknown to its DNS. */
    private static final String NOT_RESOLVED = "cannot resolve";

    private final Map<String, String> environment;

    @Spec private CommandSpec spec;

    @Option(
            names = HTTP_ADDRESS,
            paramLabel = "<address>",
            description =
                    "Where the daemon listens: host:port or the path of a unix socket."
                            + " [WEAVE_HTTP_ADDR or 127.0.0.1:6784]")
    private String httpAddress;

    @Option(
            names = "--help",
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print this and exit.")
    private boolean help;

    /** Here only: some commands take a name by it. */
    @Option(names = "-h", hidden = true)
    private boolean shortHelp;

    @Option(names = "--version", description = "Print the versions and exit.")
    private boolean version;

    Weave(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        System.exit(run(arguments, System.getenv(), out, err));
    }

    static int run(
            String[] arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine line = commandLine(environment);
        line.setOut(out).setErr(err).setUsageHelpWidth(HELP_WIDTH);
        line.setParameterExceptionHandler((e, _) -> refuse(e));
        line.setExecutionExceptionHandler((e, command, _) -> fail(e, command));
        int status = line.execute(arguments);
        if (out.checkError()) {
            err.println("weave: cannot write to stdout");
            return FAILED;
        }
        return status;
    }

    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine line = new CommandLine(new Weave(environment));
        line.getSubcommands().values().forEach(Weave::shortenHelp);
        return line;
    }

    /** Has {@code -h} print the help of a command, too, unless it takes a name by it. */
    private static void shortenHelp(CommandLine line) {
        line.getSubcommands().values().forEach(Weave::shortenHelp);
        CommandSpec command = line.getCommandSpec();
        if (command.findOption("-h") == null) {
            OptionSpec help = command.findOption("--help");
            command.remove(help);
            command.addOption(
                    OptionSpec.builder(help)
                            .names("-h", "--help")
                            .scopeType(CommandLine.ScopeType.LOCAL)
                            .inherited(false)
                            .build());
        }
    }

    /** Without a command. */
    @Override
    public void run() {
        if (shortHelp) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return;
        }
        if (version) {
            VersionCommand.print(this, spec.commandLine().getOut());
            return;
        }
        throw new ParameterException(spec.commandLine(), "want a command; see weave help");
    }

    WeaveClient client() {
        return new WeaveClient(address());
    }

    /** One that waits as long as it takes. */
    WeaveClient patientClient() {
        return new WeaveClient(address(), WeaveClient.FOR_EVER);
    }

    NameClient names() {
        return new NameClient(address());
    }

    /**
     * Prints the daemon's answer: to stdout if it is one, else to stderr.
     *
     * @return the exit status
     */
    int print(BareHttp.Reply reply) {
        String body = reply.body();
        String whole = body.isEmpty() || body.endsWith("\n") ? body : body + "\n";
        if (reply.isSuccess()) {
            spec.commandLine().getOut().print(whole);
            return OK;
        }
        complain(whole.isEmpty() ? "the daemon refused\n" : whole);
        boolean isMisuse = reply.status() == BAD_REQUEST && !body.startsWith(NOT_RESOLVED);
        return isMisuse ? WRONG_USAGE : FAILED;
    }

    /** Says lines on stderr. */
    void complain(String lines) {
        PrintWriter err = spec.commandLine().getErr();
        lines.lines().forEach(line -> err.println("weave: " + line));
        err.flush();
    }

    /** That nobody answers, why, and what to do. */
    String absence(String reason) {
        return "no weaved answers at "
                + address()
                + " ("
                + oneLine(reason)
                + "); start it with: weave launch <peer>..., or say where it listens with"
                + " --http-addr or WEAVE_HTTP_ADDR";
    }

    HttpAddress address() {
        String fromEnvironment = environment.getOrDefault("WEAVE_HTTP_ADDR", "");
        String byDefault =
                fromEnvironment.isBlank() ? WeaveClient.ADDRESS_DEFAULT : fromEnvironment;
        try {
            HttpAddress address = HttpAddress.parse(httpAddress == null ? byDefault : httpAddress);
            if (!(address instanceof HttpAddress.Off)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--http-addr: " + e.getMessage());
        }
        throw new ParameterException(
                spec.commandLine(), "--http-addr: want host:port or the path of a unix socket");
    }

    /** One line: the command, what is wrong and, of a command, where its help is. */
    private static int refuse(ParameterException e) {
        CommandLine line = e.getCommandLine();
        String command = line.getCommandSpec().qualifiedName();
        String reason = oneLine(reason(e));
        String ownName = line.getCommandName() + ": ";
        String rest = reason.startsWith(ownName) ? reason.substring(ownName.length()) : reason;
        String help = line.getParent() == null ? "" : "; see " + command + " --help";
        line.getErr().println(command + ": " + rest + help);
        return WRONG_USAGE;
    }

    private static String reason(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return e.getMessage();
        }
        String argument = unmatched.getUnmatched().getFirst();
        if (!unmatched.isUnknownOption()) {
            return surplus(e.getCommandLine(), argument);
        }
        boolean isOfWeave = argument.split("=", 2)[0].equals(HTTP_ADDRESS);
        return isOfWeave
                ? HTTP_ADDRESS
                        + " goes before the command: weave "
                        + HTTP_ADDRESS
                        + "=<address> "
                        + e.getCommandLine().getCommandName()
                : e.getMessage();
    }

    private static String surplus(CommandLine command, String argument) {
        if (command.getParent() == null) {
            return "unknown command '" + argument + "'; see weave help";
        }
        if (!command.getSubcommands().isEmpty()) {
            String known = String.join(" or ", command.getSubcommands().keySet());
            return "'" + argument + "': want " + known;
        }
        String accepted =
                switch (command.getCommandSpec().positionalParameters().size()) {
                    case 0 -> "takes no argument";
                    case 1 -> "takes one argument";
                    default -> "takes two arguments";
                };
        return accepted + ": '" + argument + "'";
    }

    private static int fail(Exception e, CommandLine command) throws Exception {
        if (!(e instanceof IOException)) {
            throw e;
        }
        Weave weave = root(command);
        weave.complain(weave.absence(e.getMessage()));
        return FAILED;
    }

    private static Weave root(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root.getCommand();
    }

    private static String oneLine(String text) {
        return String.valueOf(text).replaceAll("\\s*[\r\n]+\\s*", " ");
    }
}
