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
import weave.bench.compare.Figure;
import weave.bench.failover.Failover;
import weave.bench.report.Environment;
import weave.bench.report.Table;

/** {@code weave-bench failover}. */
@Command(
        name = "failover",
        sortOptions = false,
        description =
                "Breaks the kernel's path between two hosts while datagrams go to and fro every"
                        + " millisecond, and mends it: how long there is no answer. Needs root.",
        optionListHeading = "%n",
        footer = {
            "",
            "A round drops VXLAN at one of the hosts by iptables, and then sets its device down."
                    + " After each, sleeve carries, until the path is mended and the kernel"
                    + " carries again.",
            "",
            "Examples:",
            "  weave-bench failover",
            "  weave-bench failover --rounds 5 --json failover.json",
        })
final class FailoverCommand implements Runnable {
    private static final int ROUNDS = 20;
    private static final int ROUNDS_MAX = 1000;
    private static final String NAME = "vxlan";
    private static final String FLAG = "--datapath=vxlan";
    private static final Table TABLE =
            new Table()
                    .text("ms", 22)
                    .figure("median", 8, 0)
                    .figure("best", 8, 0)
                    .figure("worst", 8, 0)
                    .figure("times", 5, 0);

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
            description = "How often it is broken in each way. [20]")
    private Integer rounds;

    @Option(names = "--small", description = "Once, to see that it runs.")
    private boolean small;

    @Mixin private OutputOptions output;

    @Override
    public void run() {
        int count = rounds != null ? rounds : small ? 1 : ROUNDS;
        if (count < 1 || count > ROUNDS_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds: want 1 to 1000, got " + count);
        }
        List<String> all = new ArrayList<>(List.of(FLAG));
        all.addAll(WeavedOptions.flags(flags));
        String program = weaved.path();
        TrafficMeasurements.requireRoot();
        output.check();
        Environment environment = Environment.current();
        if (environment.isBusy()) {
            output.progress("the machine is busy with other work");
        }
        Failover.Outcome outcome = Failover.run(NAME, program, all, count, output::progress);
        print(environment, outcome);
        output.write(environment, outcome);
    }

    private void print(Environment environment, Failover.Outcome outcome) {
        PrintWriter text = output.text();
        text.println(environment.text());
        text.println();
        text.println(TABLE.head());
        for (Figure figure : outcome.figures()) {
            text.println(
                    TABLE.row(
                            figure.metric(),
                            figure.spread().median(),
                            figure.spread().lowest(),
                            figure.spread().highest(),
                            figure.spread().count()));
        }
        text.println();
        text.println("without an answer: when broken, and, -return, when mended");
        text.println("-back: from mending until the kernel carries again");
        text.println(outcome.version());
        text.flush();
    }
}
