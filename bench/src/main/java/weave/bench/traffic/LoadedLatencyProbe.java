package weave.bench.traffic;

import java.time.Duration;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;
import weave.bench.lab.Patience;

/** The same beside a TCP stream of a rate that is the same for every carrier. */
public final class LoadedLatencyProbe implements Probe {
    private static final Metric LOAD = new Metric("loaded-tcp", "Gbit/s", Metric.NEITHER);
    private static final int LEAD_SECONDS = 1;

    private final int seconds;
    private final Percentiles percentiles = new Percentiles("loaded");
    private double gigabitsPerSecond;

    public LoadedLatencyProbe(int seconds) {
        this.seconds = seconds;
    }

    /** How much the stream beside is to carry; until it is known nothing is measured. */
    public void load(double gigabitsPerSecond) {
        this.gigabitsPerSecond = gigabitsPerSecond;
    }

    @Override
    public boolean isReady() {
        return gigabitsPerSecond > 0;
    }

    @Override
    public String name() {
        return "loaded";
    }

    @Override
    public double seconds() {
        return seconds + 2 * LEAD_SECONDS;
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        if (!Commands.exists(Iperf.PROGRAM)) {
            throw new BenchException("loaded: needs iperf3 for the stream beside");
        }
        int streamSeconds = seconds + 2 * LEAD_SECONDS;
        try (Iperf.Background stream =
                new Iperf().background(ends, streamSeconds, gigabitsPerSecond)) {
            Patience.pause(Duration.ofSeconds(LEAD_SECONDS));
            PingPong.Trips trips = new PingPong(seconds).run(ends);
            percentiles.put(trips, into);
            into.put(LOAD, stream.finish().gigabitsPerSecond());
        }
    }
}
