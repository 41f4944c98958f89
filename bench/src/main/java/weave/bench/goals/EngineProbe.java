package weave.bench.goals;

import java.util.List;
import weave.bench.carrier.Ends;
import weave.bench.scenario.Measurement;
import weave.bench.scenario.Plan;
import weave.bench.scenario.Recorder;
import weave.bench.scenario.Scenario;
import weave.bench.traffic.Daemons;
import weave.bench.traffic.Figures;
import weave.bench.traffic.Metric;
import weave.bench.traffic.Probe;

/** The daemon's own classes in this process, 64-byte frames, no system call: what one core does. */
final class EngineProbe implements Probe {
    static final String NAME = "engine";
    static final Metric RATE = new Metric("engine-64", "Mframe/s", Metric.HIGHER);
    static final Metric HEAP = new Metric("engine-64-heap", "B/frame", Metric.LOWER);

    private static final int FRAME_LENGTH = 64;
    private static final int ITERATIONS = 3;
    private static final double SECONDS = 0.2;

    private final double warmupSeconds;

    /**
     * @param warmupSeconds of each measurement; the compiler's work stays done after the first
     */
    EngineProbe(double warmupSeconds) {
        this.warmupSeconds = warmupSeconds;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double seconds() {
        return warmupSeconds + ITERATIONS * SECONDS;
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        Plan plan = new Plan(List.of(FRAME_LENGTH), warmupSeconds, ITERATIONS, SECONDS);
        Measurement result = new Recorder(_ -> {}).measure(Scenario.ENGINE, FRAME_LENGTH, plan);
        into.put(RATE, result.megaframesPerSecond());
        into.put(HEAP, result.heapBytes());
    }
}
