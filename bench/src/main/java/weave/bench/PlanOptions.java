package weave.bench;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.scenario.Frames;
import weave.bench.scenario.Plan;

/** How long to measure in memory, and with what frames. */
final class PlanOptions {
    private static final int ITERATIONS_MAX = 1000;
    private static final double SECONDS_MAX = 3600;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "<bytes>",
            description = "Frame lengths, 64 to 65000. [64,256,1400,9000,65000]")
    private List<Integer> sizes;

    @Option(
            names = "--warmup",
            paramLabel = "<seconds>",
            description = "Worked before anything counts, for each size. [2]")
    private Double warmup;

    @Option(
            names = "--iterations",
            paramLabel = "<n>",
            description = "Figures taken for each size; the median counts. [5]")
    private Integer iterations;

    @Option(
            names = "--seconds",
            paramLabel = "<seconds>",
            description = "How long each iteration lasts. [0.5]")
    private Double seconds;

    @Option(
            names = "--small",
            description = "A fraction of a second, to see that it runs: the figures mean nothing.")
    private boolean small;

    Plan plan() {
        Plan base = small ? Plan.SMALL : Plan.USUAL;
        Plan plan =
                new Plan(
                        sizes == null ? base.frameLengths() : sizes,
                        warmup == null ? base.warmupSeconds() : warmup,
                        iterations == null ? base.iterations() : iterations,
                        seconds == null ? base.iterationSeconds() : seconds);
        plan.frameLengths().forEach(this::checkSize);
        check(
                plan.iterations() >= 1 && plan.iterations() <= ITERATIONS_MAX,
                "--iterations: want 1 to 1000");
        check(isTime(plan.warmupSeconds()), "--warmup: want 0 to 3600 seconds");
        check(
                isTime(plan.iterationSeconds()) && plan.iterationSeconds() > 0,
                "--seconds: want more than 0, up to 3600 seconds");
        return plan;
    }

    private void checkSize(int size) {
        check(
                size >= Frames.LENGTH_MIN && size <= Frames.LENGTH_MAX,
                "--sizes: want 64 to 65000 bytes, got " + size);
    }

    private static boolean isTime(double seconds) {
        return seconds >= 0 && seconds <= SECONDS_MAX;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), otherwise);
        }
    }
}
