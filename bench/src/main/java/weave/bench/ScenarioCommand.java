package weave.bench;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import weave.bench.scenario.Scenario;

/** The verb of one scenario, such as {@code weave-bench encode}. */
@Command(
        sortOptions = false,
        optionListHeading = "%n",
        footer = {
            "",
            "Columns: frame length in bytes; nanoseconds of processor time per frame,",
            "median, lowest and highest of the iterations; percentiles of bursts by the",
            "clock, per frame; heap bytes per frame; a hash of the bytes made, which",
            "changes only if the work does.",
            "",
            "Examples:",
            "  weave-bench ${COMMAND-NAME}",
            "  weave-bench ${COMMAND-NAME} --sizes 64,1400 --json -",
            "  weave-bench ${COMMAND-NAME} --small",
        })
final class ScenarioCommand implements Runnable {
    private final Scenario scenario;

    @Mixin private PlanOptions plan;
    @Mixin private OutputOptions output;

    ScenarioCommand(Scenario scenario) {
        this.scenario = scenario;
    }

    @Override
    public void run() {
        MemoryMeasurements.run(List.of(scenario), plan.plan(), output);
    }
}
