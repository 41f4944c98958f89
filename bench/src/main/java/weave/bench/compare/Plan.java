package weave.bench.compare;

import java.util.List;

/**
 * What is measured and how often.
 *
 * @param rounds each measures every carrier once
 * @param warmupRounds measured before, and forgotten
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
        int seconds,
        List<String> measures,
        List<Integer> udpLengths,
        int underlayMtu,
        double loadGigabits) {
    /** All that can be measured. */
    public static final List<String> MEASURES = List.of("tcp", "udp", "latency", "loaded", "idle");
}
