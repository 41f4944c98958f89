package weave.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.compare.Spread;
import weave.bench.dns.DnsComparison;
import weave.bench.dns.DnsOutcome;
import weave.bench.dns.Dnsmasq;
import weave.bench.dns.Names;
import weave.bench.dns.Server;
import weave.bench.dns.WeavedServer;
import weave.bench.lab.Commands;
import weave.bench.report.Environment;
import weave.bench.report.Table;

/** {@code weave-bench dns}. */
@Command(
        name = "dns",
        sortOptions = false,
        description =
                "Looks names up at weaved's DNS server and, where it is installed, at dnsmasq with"
                        + " the same names, in interleaved rounds. Needs root.",
        optionListHeading = "%n")
final class DnsCommand implements Runnable {
    private static final int NAMES_MAX = 1_000_000;
    private static final int WINDOW_MAX = 4_096;
    private static final int ROUNDS_MAX = 1_000;
    private static final double SECONDS_MAX = 3_600;
    private static final Table FIGURES =
            new Table()
                    .text("server", 10)
                    .figure("lookups/s", 11, 0)
                    .figure("low", 9, 0)
                    .figure("high", 9, 0)
                    .figure("per CPU s", 11, 0)
                    .figure("low", 9, 0)
                    .figure("high", 9, 0)
                    .figure("lost", 6, 0);
    private static final Table RATIOS =
            new Table()
                    .text("weaved / reference", 20)
                    .text("metric", 10)
                    .figure("ratio", 8, 3)
                    .figure("low", 8, 3)
                    .figure("high", 8, 3)
                    .figure("pairs", 5, 0);

    @Spec private CommandSpec spec;

    @Mixin private WeavedProgram weaved;

    @Option(names = "--names", paramLabel = "<n>", description = "How many there are. [10000]")
    private Integer names;

    @Option(
            names = "--window",
            paramLabel = "<n>",
            description = "Queries under way at a time. [64]")
    private int window = 64;

    @Option(
            names = "--warmup",
            paramLabel = "<seconds>",
            description = "Asked of each server before anything counts. [5]")
    private Double warmup;

    @Option(
            names = "--pairs",
            paramLabel = "<n>",
            description = "Interleaved rounds; each gives one value to every ratio. [9]")
    private Integer pairs;

    @Option(
            names = "--seconds",
            paramLabel = "<seconds>",
            description = "How long each server is asked in a round. [2]")
    private Double seconds;

    @Option(
            names = "--small",
            description = "Few names and short rounds, to see that it runs: figures mean nothing.")
    private boolean small;

    @Mixin private OutputOptions output;

    @Override
    public void run() {
        DnsComparison.Plan plan = plan();
        TrafficMeasurements.requireRoot();
        output.check();
        Environment environment = Environment.current();
        if (environment.isBusy()) {
            output.progress("the machine is busy with other work: trust no figure");
        }
        List<Server> servers = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        servers.add(new WeavedServer(weaved.path()));
        Server reference = new Dnsmasq();
        if (reference.programs().stream().allMatch(Commands::exists)) {
            servers.add(reference);
        } else {
            notes.add(reference.name() + ": not installed");
        }
        DnsOutcome outcome = DnsComparison.run(plan, servers, notes, output::progress);
        output.text().println(environment.text());
        print(outcome, output.text());
        output.write(environment, outcome);
    }

    private DnsComparison.Plan plan() {
        DnsComparison.Plan plan =
                new DnsComparison.Plan(
                        new Names(names != null ? names : small ? 500 : 10_000),
                        window,
                        warmup != null ? warmup : small ? 0.5 : 5,
                        pairs != null ? pairs : small ? 3 : 9,
                        seconds != null ? seconds : small ? 0.3 : 2);
        int count = plan.names().count();
        check(count >= 1 && count <= NAMES_MAX, "--names: want 1 to " + NAMES_MAX);
        check(window >= 1 && window <= WINDOW_MAX, "--window: want 1 to " + WINDOW_MAX);
        check(
                plan.warmupSeconds() >= 0 && plan.warmupSeconds() <= SECONDS_MAX,
                "--warmup: want 0 to 3600 seconds");
        check(
                plan.rounds() >= 1 && plan.rounds() <= ROUNDS_MAX,
                "--pairs: want 1 to " + ROUNDS_MAX);
        check(
                plan.roundSeconds() > 0 && plan.roundSeconds() <= SECONDS_MAX,
                "--seconds: want more than 0, up to 3600 seconds");
        return plan;
    }

    private static void print(DnsOutcome outcome, PrintWriter out) {
        if (!outcome.ratios().isEmpty()) {
            out.println(RATIOS.head());
            for (DnsOutcome.Ratio ratio : outcome.ratios()) {
                out.println(row(ratio.reference(), "lookups/s", ratio.perSecond()));
                out.println(row(ratio.reference(), "per CPU s", ratio.perCpuSecond()));
            }
            out.println();
        }
        out.println(FIGURES.head());
        for (DnsOutcome.Figure figure : outcome.figures()) {
            Spread wall = figure.perSecond();
            Spread cpu = figure.perCpuSecond();
            out.println(
                    FIGURES.row(
                            figure.server(),
                            wall.median(),
                            wall.low(),
                            wall.high(),
                            cpu.median(),
                            cpu.low(),
                            cpu.high(),
                            figure.lost()));
        }
        out.println();
        out.println(outcome.names() + " names, " + outcome.window() + " queries under way, UDP");
        outcome.versions().forEach((server, version) -> out.println(server + ": " + version));
        outcome.notes().forEach(note -> out.println("note: " + note));
    }

    private static String row(String reference, String metric, Spread spread) {
        return RATIOS.row(
                "weaved / " + reference,
                metric,
                spread.median(),
                spread.low(),
                spread.high(),
                spread.count());
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
