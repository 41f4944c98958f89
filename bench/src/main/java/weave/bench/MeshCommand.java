package weave.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.mesh.Cost;
import weave.bench.mesh.MeshFigures;
import weave.bench.mesh.MeshTrial;
import weave.bench.report.Environment;
import weave.bench.report.Table;

/** {@code weave-bench mesh}. */
@Command(
        name = "mesh",
        sortOptions = false,
        description =
                "Lets whole meshes live in this process, over wires in memory and in virtual time,"
                        + " and counts what they say and compute.",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  weave-bench mesh --peers 300",
            "  weave-bench mesh --degree 8 --json mesh.json",
            "  weave-bench mesh --small",
        })
final class MeshCommand implements Runnable {
    private static final int PEERS_MIN = 8;
    private static final int PEERS_MAX = 2000;
    private static final int SMALL = 24;
    private static final int CHANGES = 9;

    /** Held, or the setting goes with the logger. */
    private static final Logger LOG = Logger.getLogger("weaved");

    private static final Table TABLE =
            new Table()
                    .figure("peers", 5, 0)
                    .figure("degree", 6, 1)
                    .text("told", 6)
                    .text("of", 16)
                    .figure("topology kB", 11, 1)
                    .figure("messages", 9, 0)
                    .figure("IPAM kB", 9, 1)
                    .figure("messages", 8, 0)
                    .figure("CPU ms", 10, 1)
                    .figure("s", 6, 2);

    @Spec private CommandSpec spec;

    @Option(
            names = "--peers",
            paramLabel = "<n>",
            split = ",",
            defaultValue = "75,150,300",
            description = "Sizes of the meshes (${DEFAULT-VALUE}).")
    private List<Integer> peers;

    @Option(
            names = "--degree",
            paramLabel = "<n>",
            defaultValue = "16",
            description = "Connections of a peer, on average; even (${DEFAULT-VALUE}).")
    private int degree;

    @Option(
            names = "--whole",
            description = "Also with whole records, as original peers tell each other.")
    private boolean whole;

    @Option(names = "--small", description = "Only to see that it works: 24 peers.")
    private boolean small;

    @Mixin private OutputOptions output;

    @Override
    public void run() {
        check();
        output.check();
        LOG.setLevel(Level.WARNING);
        Environment environment = Environment.current();
        PrintWriter out = output.text();
        out.println(environment.text());
        out.println();
        out.println(TABLE.head());
        List<MeshFigures> results = new ArrayList<>();
        for (int count : small ? List.of(SMALL) : peers) {
            for (boolean deltas : whole ? new boolean[] {true, false} : new boolean[] {true}) {
                MeshFigures figures =
                        MeshTrial.run(count, degree, deltas, CHANGES, output::progress);
                print(figures, out);
                results.add(figures);
            }
        }
        output.write(environment, results);
    }

    private void check() {
        if (degree < 2 || degree % 2 != 0) {
            throw new ParameterException(
                    spec.commandLine(), "--degree: want an even number from 2 on, not " + degree);
        }
        for (int count : peers) {
            if (count < PEERS_MIN || count > PEERS_MAX) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--peers: want " + PEERS_MIN + " to " + PEERS_MAX + ", not " + count);
            }
        }
    }

    private static void print(MeshFigures figures, PrintWriter out) {
        row("formation", figures, figures.formation(), out);
        row("rest, 1 s", figures, figures.rest(), out);
        row("changed link", figures, figures.change(), out);
        row("lost link", figures, figures.loss(), out);
        row("grant", figures, figures.grant(), out);
        row("death", figures, figures.death(), out);
        row("rmpeer", figures, figures.burial(), out);
        out.println(
                String.format(
                        Locale.ROOT,
                        "heap for each known peer, beyond 32 B for each known connection: %.0f B",
                        figures.heapPerPeer()));
        out.println();
        out.flush();
    }

    private static void row(String what, MeshFigures figures, Cost cost, PrintWriter out) {
        out.println(
                TABLE.row(
                        figures.peers(),
                        figures.degree(),
                        figures.deltas() ? "deltas" : "whole",
                        what,
                        cost.topologyBytes() / 1e3,
                        cost.topologyMessages(),
                        cost.ipamBytes() / 1e3,
                        cost.ipamMessages(),
                        1e3 * cost.cpuSeconds(),
                        cost.seconds()));
    }
}
