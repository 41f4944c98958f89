package weave.bench.traffic;

import weave.bench.carrier.Ends;

/** One-way latency, taken as half a round trip, with nothing else under way. */
public final class LatencyProbe implements Probe {
    private final int seconds;
    private final Percentiles percentiles = new Percentiles("latency");

    public LatencyProbe(int seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public double seconds() {
        return seconds;
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        PingPong.Trips trips = new PingPong(seconds).run(ends);
        percentiles.put(trips, into);
    }
}
