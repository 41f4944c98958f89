package weave.bench.compare;

import java.util.List;

/**
 * What is measured and how often.
 *
 * @param rounds each measures every carrier once
 * @param warmupRounds measured before, and forgotten
 * @param warmupSeconds of TCP that each of ours carries before the first round, while its compiler
 *     is at work
 * @param seconds that one measurement takes
 * @param measures which of {@link #MEASURES}
 * @param udpLengths payloads in bytes
 * @param underlayMtu of the cable between the hosts, in bytes
 * @param loadGigabits what the stream beside the loaded latency carries; 0 for half of what the
 *     slowest of ours carries in the first round, warm-up or not
 */
public record Plan(
        int rounds,
        int warmupRounds,
        int warmupSeconds,
        int seconds,
        List<String> measures,
        List<Integer> udpLengths,
        int underlayMtu,
        double loadGigabits) {
    /** For a warm-up that leaves the compilers nothing to do. */
    public static final int WARMUP_SECONDS = 10;

    /** All that can be measured. */
    public static final List<String> MEASURES =
            List.of("tcp", "tcp-8", "udp", "latency", "loaded", "idle");

    /** The same for a reader, in a line. */
    public String text() {
        return String.format(
                "plan     %d rounds after %d s of TCP and %d rounds to warm up, %d s a measurement,"
                        + " underlay MTU %d",
                rounds, warmupSeconds, warmupRounds, seconds, underlayMtu);
    }
}
