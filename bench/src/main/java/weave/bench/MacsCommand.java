package weave.bench;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.compare.Figure;
import weave.bench.compare.Spread;
import weave.bench.macs.MacRace;
import weave.bench.report.Environment;
import weave.bench.report.Table;

/** {@code weave-bench macs}. */
@Command(
        name = "macs",
        sortOptions = false,
        description =
                "Tells the kernel where many MAC addresses live, by the VXLAN datapath and by"
                        + " bridge -batch, in namespaces of their own. Needs root.",
        optionListHeading = "%n",
        footer = {
            "",
            "Of bridge the time includes its start, a few milliseconds.",
            "",
            "Examples:",
            "  weave-bench macs",
            "  weave-bench macs --addresses 1000 --rounds 15 --json macs.json",
        })
final class MacsCommand implements Runnable {
    /** As many as the datapath keeps. */
    private static final int ADDRESSES_MAX = 65_536;

    private static final int ROUNDS_MAX = 1000;
    private static final int WARMUP_ROUNDS = 5;
    private static final Table TABLE =
            new Table()
                    .text("told by", 22)
                    .figure("median", 8, 2)
                    .figure("low", 8, 2)
                    .figure("high", 8, 2)
                    .figure("rounds", 6, 0)
                    .text("unit", 5);

    @Spec private CommandSpec spec;

    @Option(
            names = "--addresses",
            paramLabel = "<n>",
            defaultValue = "10000",
            description = "How many at once. [${DEFAULT-VALUE}]")
    private int addresses;

    @Option(
            names = "--rounds",
            paramLabel = "<n>",
            defaultValue = "9",
            description =
                    "How often, after 5 that do not count; the median does. [${DEFAULT-VALUE}]")
    private int rounds;

    @Mixin private OutputOptions output;

    @Override
    public void run() {
        check(
                addresses >= 1 && addresses <= ADDRESSES_MAX,
                "--addresses: want 1 to 65536, got " + addresses);
        check(rounds >= 1 && rounds <= ROUNDS_MAX, "--rounds: want 1 to 1000, got " + rounds);
        TrafficMeasurements.requireRoot();
        output.check();
        Environment environment = Environment.current();
        MacRace.Outcome outcome = MacRace.run(addresses, WARMUP_ROUNDS, rounds, output::progress);
        print(environment, outcome);
        output.write(environment, outcome);
    }

    private void print(Environment environment, MacRace.Outcome outcome) {
        PrintWriter text = output.text();
        text.println(environment.text());
        text.println();
        text.println(TABLE.head());
        for (Figure figure : outcome.figures()) {
            text.println(row(figure.carrier(), figure.spread(), figure.unit()));
        }
        text.println(row("times faster", outcome.times(), "x"));
        text.println();
        text.printf(
                "%d addresses; ours for the first time, not yet compiled: %.2f ms%n",
                outcome.addresses(), outcome.firstMillis());
        text.println(outcome.version());
        text.flush();
    }

    private static String row(String name, Spread spread, String unit) {
        return TABLE.row(name, spread.median(), spread.low(), spread.high(), spread.count(), unit);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
