package weave.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import weave.bench.report.Environment;
import weave.bench.report.Table;
import weave.bench.scenario.Measurement;
import weave.bench.scenario.Plan;
import weave.bench.scenario.Recorder;
import weave.bench.scenario.Scenario;

/** Measures scenarios and prints each figure as soon as it is known. */
final class MemoryMeasurements {
    private static final Table TABLE =
            new Table()
                    .text("scenario", 13)
                    .figure("B", 5, 0)
                    .figure("ns/frame", 10, 1)
                    .figure("lowest", 10, 1)
                    .figure("highest", 10, 1)
                    .figure("Mframe/s", 9, 3)
                    .figure("GB/s", 7, 3)
                    .figure("p50 ns", 10, 1)
                    .figure("p99 ns", 10, 1)
                    .figure("p99.9 ns", 10, 1)
                    .figure("heap B/frame", 12, 2)
                    .text("hash", 8);

    private MemoryMeasurements() {}

    static void run(List<Scenario> scenarios, Plan plan, OutputOptions output) {
        output.check();
        Environment environment = Environment.current();
        PrintWriter text = output.text();
        text.println(environment.text());
        text.printf(
                "plan     for each size %s s of warm-up, then %d iterations of %s s%n%n",
                plan.warmupSeconds(), plan.iterations(), plan.iterationSeconds());
        text.println(TABLE.head());
        Recorder recorder = new Recorder(output::progress);
        List<Measurement> results = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (int frameLength : plan.frameLengths()) {
                Measurement result = recorder.measure(scenario, frameLength, plan);
                text.println(row(result));
                text.flush();
                results.add(result);
            }
        }
        output.write(environment, results);
    }

    private static String row(Measurement m) {
        return TABLE.row(
                m.scenario(),
                m.frameLength(),
                m.nanos(),
                m.nanosLowest(),
                m.nanosHighest(),
                m.megaframesPerSecond(),
                m.gigabytesPerSecond(),
                m.p50(),
                m.p99(),
                m.p999(),
                m.heapBytes(),
                m.hash());
    }
}
