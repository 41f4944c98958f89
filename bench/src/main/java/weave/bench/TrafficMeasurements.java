package weave.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import weave.bench.carrier.Carrier;
import weave.bench.compare.Comparison;
import weave.bench.compare.Outcome;
import weave.bench.compare.Plan;
import weave.bench.compare.Schedule;
import weave.bench.lab.BenchException;
import weave.bench.report.Environment;

/** Measures carriers and prints what came of it. */
final class TrafficMeasurements {
    private static final String ROOT = "root";

    private TrafficMeasurements() {}

    static void run(
            Plan plan,
            List<Carrier> ours,
            List<Carrier> references,
            List<String> notes,
            OutputOptions output) {
        requireRoot();
        output.check();
        Environment environment = Environment.current();
        if (environment.isBusy()) {
            output.progress("the machine is busy with other work: trust ratios, not figures");
        }
        PrintWriter text = output.text();
        text.println(environment.text());
        text.printf("%s%n%n", plan.text());
        Outcome measured =
                new Comparison(plan, ours, references, Schedule.ALL, output::progress).run();
        List<String> all = new ArrayList<>(notes);
        all.addAll(measured.notes());
        Outcome outcome = measured.withNotes(all);
        OutcomeText.print(outcome, text);
        text.flush();
        output.write(environment, outcome);
    }

    static void requireRoot() {
        if (!System.getProperty("user.name").equals(ROOT)) {
            throw new BenchException("must be root: it makes network namespaces");
        }
    }
}
