package weave.bench;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import weave.bench.carrier.Carrier;
import weave.bench.carrier.References;
import weave.bench.report.Table;
import weave.bench.scenario.Scenario;

/** {@code weave-bench list}. */
@Command(name = "list", description = "Shows what can be measured.")
final class ListCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table().text("scenario", 15).text("what is timed", 0);
        out.println(table.head());
        for (Scenario scenario : Scenario.values()) {
            out.println(table.row(scenario.verb(), scenario.summary()));
        }
        out.println();
        Table references = new Table().text("reference", 17).text("of compare", 0);
        out.println(references.head());
        for (Carrier carrier : References.all()) {
            List<String> missing = References.missing(carrier);
            String state = missing.isEmpty() ? "ready" : "missing: " + String.join(" ", missing);
            out.println(references.row(carrier.name(), state));
        }
    }
}
