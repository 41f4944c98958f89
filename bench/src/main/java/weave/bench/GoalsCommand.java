package weave.bench;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.compare.Plan;
import weave.bench.goals.Goals;
import weave.bench.report.Environment;

/** {@code weave-bench goals}. */
@Command(
        name = "goals",
        sortOptions = false,
        description =
                "Measures all that weaved is to reach, beside the references that it is to be"
                        + " compared with, and prints what is reached as a table in Markdown."
                        + " Needs root; takes about 18 minutes.",
        optionListHeading = "%n",
        footer = {
            "",
            "A goal is reached when the worse end of the interval in which the median lies with"
                    + " 95 %% reaches it.",
            "",
            "Examples:",
            "  weave-bench goals --json goals.json",
            "  weave-bench goals --rounds 15",
            "  weave-bench goals --small                        does it all run?",
            "  weave-bench goals --weaved /path/to/bin/weaved   another build",
        })
final class GoalsCommand implements Runnable {
    private static final int ROUNDS = 9;
    private static final int ROUNDS_MAX = 1000;
    private static final int SECONDS = 3;
    private static final int SECONDS_MAX = 600;
    private static final double MEMORY_SECONDS = 0.5;
    private static final double MEMORY_SECONDS_SMALL = 0.05;

    @Spec private CommandSpec spec;
    @Mixin private WeavedProgram weaved;

    @Option(
            names = "--flags",
            paramLabel = "<flags>",
            description = "Further flags of weaved, separated by blanks.",
            defaultValue = "")
    private String flags;

    @Option(
            names = "--rounds",
            paramLabel = "<n>",
            description = "Interleaved rounds; each gives one value to every goal. [9]")
    private Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "<n>",
            description = "How long one measurement of traffic takes. [3]")
    private Integer seconds;

    @Option(
            names = "--small",
            description = "A second each, once, to see that it runs: the figures mean nothing.")
    private boolean small;

    @Mixin private OutputOptions output;

    @Override
    public void run() {
        int count = rounds != null ? rounds : small ? 1 : ROUNDS;
        int each = seconds != null ? seconds : small ? 1 : SECONDS;
        check(count >= 1 && count <= ROUNDS_MAX, "--rounds: want 1 to 1000, got " + count);
        check(each >= 1 && each <= SECONDS_MAX, "--seconds: want 1 to 600, got " + each);
        Goals goals =
                new Goals(
                        weaved.path(),
                        WeavedOptions.flags(flags),
                        count,
                        !small,
                        each,
                        small ? MEMORY_SECONDS_SMALL : MEMORY_SECONDS);
        TrafficMeasurements.requireRoot();
        output.check();
        Environment environment = Environment.current();
        if (environment.isBusy()) {
            output.progress("the machine is busy with other work: trust no figure");
        }
        Goals.Report report = goals.run(output::progress);
        print(environment, goals.plan(), report);
        output.write(environment, report);
    }

    private void print(Environment environment, Plan plan, Goals.Report report) {
        PrintWriter text = output.text();
        text.println(GoalTable.text(report.goals()));
        text.println(environment.text());
        text.printf("%s%n%n", plan.text());
        OutcomeText.printFigures(report.outcome(), text);
        text.flush();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
