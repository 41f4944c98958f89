package weave.bench;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import weave.bench.scenario.Scenario;

/** {@code weave-bench memory}. */
@Command(
        name = "memory",
        sortOptions = false,
        description =
                "Times every scenario in memory, one after the other in one process; a verb of its"
                        + " own, in a fresh process, is what to compare.",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  weave-bench memory --json memory.json",
            "  weave-bench memory --sizes 1400 --warmup 1",
            "  weave-bench memory --small",
        })
final class MemoryCommand implements Runnable {
    @Mixin private PlanOptions plan;
    @Mixin private OutputOptions output;

    @Override
    public void run() {
        MemoryMeasurements.run(List.of(Scenario.values()), plan.plan(), output);
    }
}
