package weave.bench;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weave-bench e2e}. */
@Command(
        name = "e2e",
        sortOptions = false,
        description =
                "Measures weaved from container to container: two hosts and two containers as"
                        + " network namespaces, removed afterwards. Needs root.",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  weave-bench e2e",
            "  weave-bench e2e --measure tcp,latency --seconds 5 --rounds 5",
            "  weave-bench e2e --variant plain= --variant sealed=--password=wh4tever",
            "  weave-bench e2e --small --json -",
        })
final class EndToEndCommand implements Runnable {
    private static final int ROUNDS = 3;

    @Mixin private WeavedOptions weaved;
    @Mixin private TrafficOptions traffic;
    @Mixin private OutputOptions output;

    @Option(
            names = "--rounds",
            paramLabel = "<n>",
            description = "How often each figure is taken; the median counts. [3]")
    private Integer rounds;

    @Override
    public void run() {
        TrafficMeasurements.run(
                traffic.plan(rounds, ROUNDS),
                weaved.carriers(WeavedOptions.SLEEVE),
                List.of(),
                List.of(),
                output);
    }
}
