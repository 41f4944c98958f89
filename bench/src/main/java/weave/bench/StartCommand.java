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
import weave.bench.carrier.Carrier;
import weave.bench.compare.FreshStart;
import weave.bench.report.Environment;
import weave.bench.report.Table;

/** {@code weave-bench start}. */
@Command(
        name = "start",
        sortOptions = false,
        description =
                "Measures what weaved carries in the first second after its start beside what it"
                        + " carries once it is warm: a new daemon each time. Needs root.",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  weave-bench start",
            "  weave-bench start --rounds 9 --seconds 10 --json start.json",
        })
final class StartCommand implements Runnable {
    private static final int ROUNDS_MAX = 1000;
    private static final int SECONDS_MIN = 4;
    private static final int SECONDS_MAX = 600;
    private static final int UNDERLAY_MTU = 1500;
    private static final Table TABLE =
            new Table()
                    .text("carrier", 18)
                    .figure("first s Gbit/s", 14, 3)
                    .figure("steady Gbit/s", 13, 3)
                    .figure("ratio", 8, 3)
                    .figure("low", 8, 3)
                    .figure("high", 8, 3)
                    .figure("starts", 6, 0);

    @Spec private CommandSpec spec;
    @Mixin private WeavedOptions weaved;
    @Mixin private OutputOptions output;

    @Option(
            names = "--rounds",
            paramLabel = "<n>",
            description = "How many starts; the median counts. [${DEFAULT-VALUE}]",
            defaultValue = "5")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "<n>",
            description = "Of traffic after each, 4 or more. [${DEFAULT-VALUE}]",
            defaultValue = "8")
    private int seconds;

    @Override
    public void run() {
        check(rounds >= 1 && rounds <= ROUNDS_MAX, "--rounds: want 1 to 1000, got " + rounds);
        check(
                seconds >= SECONDS_MIN && seconds <= SECONDS_MAX,
                "--seconds: want 4 to 600, got " + seconds);
        List<Carrier> carriers = weaved.carriers(WeavedOptions.SLEEVE);
        TrafficMeasurements.requireRoot();
        output.check();
        Environment environment = Environment.current();
        PrintWriter text = output.text();
        text.println(environment.text());
        text.printf("plan     %d starts, %d s of TCP after each%n%n", rounds, seconds);
        text.println(TABLE.head());
        List<FreshStart.Result> results = new ArrayList<>();
        for (Carrier carrier : carriers) {
            FreshStart.Result result =
                    FreshStart.measure(carrier, rounds, seconds, UNDERLAY_MTU, output::progress);
            text.println(row(result));
            text.flush();
            results.add(result);
        }
        output.write(environment, results);
    }

    private static String row(FreshStart.Result result) {
        return TABLE.row(
                result.carrier(),
                result.first().median(),
                result.steady().median(),
                result.ratio().median(),
                result.ratio().low(),
                result.ratio().high(),
                result.ratio().count());
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
