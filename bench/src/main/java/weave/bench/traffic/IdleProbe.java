package weave.bench.traffic;

import java.time.Duration;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/** What the connected daemons cost while there is no traffic. */
public final class IdleProbe implements Probe {
    /** Of one core, per host. */
    private static final Metric CPU = new Metric("idle-cpu", "%", Metric.NEITHER);

    /** What was under way has ended by then. */
    private static final Duration LEAD = Duration.ofMillis(500);

    private final int seconds;

    public IdleProbe(int seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public double seconds() {
        return seconds + LEAD.toMillis() / 1e3;
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        if (daemons.count() == 0) {
            return;
        }
        if (!daemons.areAlive()) {
            throw new BenchException("idle: a daemon has ended");
        }
        Patience.pause(LEAD);
        long begin = System.nanoTime();
        double before = daemons.cpuSeconds();
        Patience.pause(Duration.ofSeconds(seconds));
        double used = daemons.cpuSeconds() - before;
        double elapsed = (System.nanoTime() - begin) / 1e9;
        into.put(CPU, 100 * used / elapsed / Side.values().length);
    }
}
