package weave.bench.scenario;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Times work: warms it up, then takes several figures, each over many bursts. What counts is the
 * processor time of this thread, so that others on the machine disturb little; percentiles are by
 * the clock, read once a burst, which adds some 25 ns to it.
 */
public final class Recorder {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long BURST_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram bursts = new Histogram(BURST_NANOS_MAX, SIGNIFICANT_DIGITS);
    private final Consumer<String> progress;

    /** Where what {@link #repeat} returns goes, so that somebody might look at it. */
    private long sink;

    private long burstCount;

    /**
     * @param progress is told what is going on, a line at a time
     */
    public Recorder(Consumer<String> progress) {
        this.progress = progress;
    }

    /** Measures a scenario at one frame length; heap and percentiles are of all iterations. */
    public Measurement measure(Scenario scenario, int frameLength, Plan plan) {
        try (Work work = scenario.prepare(frameLength)) {
            work.run();
            int hash = work.hash();
            String what = scenario.verb() + " " + frameLength + " B: ";
            progress.accept(what + "warming up " + plan.warmupSeconds() + " s");
            repeat(work, plan.warmupSeconds());
            bursts.reset();
            double[] nanos = new double[plan.iterations()];
            long frames = 0;
            long heap = 0;
            for (int i = 0; i < nanos.length; i++) {
                progress.accept(what + "iteration " + (i + 1) + " of " + nanos.length);
                long heapBefore = THREADS.getCurrentThreadAllocatedBytes();
                long cpuNanos = repeat(work, plan.iterationSeconds());
                heap += THREADS.getCurrentThreadAllocatedBytes() - heapBefore;
                nanos[i] = (double) cpuNanos / (burstCount * work.frames());
                frames += burstCount * work.frames();
            }
            return measurement(scenario, frameLength, work.frames(), nanos, heap, frames, hash);
        }
    }

    /** Runs bursts for this long; returns the processor time that it took, in nanoseconds. */
    private long repeat(Work work, double seconds) {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long before = begin;
        burstCount = 0;
        long cpuBegin = THREADS.getCurrentThreadCpuTime();
        do {
            sink += work.run();
            long now = System.nanoTime();
            bursts.recordValue(Math.min(now - before, BURST_NANOS_MAX));
            before = now;
            burstCount++;
        } while (before - end < 0);
        return THREADS.getCurrentThreadCpuTime() - cpuBegin;
    }

    /** What all work together came to; only there so that it is needed. */
    public long sink() {
        return sink;
    }

    private Measurement measurement(
            Scenario scenario,
            int frameLength,
            int burst,
            double[] nanos,
            long heap,
            long frames,
            int hash) {
        Arrays.sort(nanos);
        double median = nanos[nanos.length / 2];
        return new Measurement(
                scenario.verb(),
                frameLength,
                burst,
                median,
                nanos[0],
                nanos[nanos.length - 1],
                1e3 / median,
                scenario.headersOnly() ? null : frameLength / median,
                percentile(50, burst),
                percentile(99, burst),
                percentile(99.9, burst),
                (double) heap / frames,
                frames,
                String.format("%08x", hash));
    }

    private double percentile(double percent, int burst) {
        return (double) bursts.getValueAtPercentile(percent) / burst;
    }
}
