package weave.bench.scenario;

/**
 * What one scenario took at one frame length. Times are nanoseconds per frame.
 *
 * @param nanos of processor time, the median of the iterations; the lowest and the highest follow
 * @param gigabytesPerSecond null if the scenario looks at headers alone
 * @param p50 of the time that bursts took by the clock, divided by their frames, as the next two
 * @param heapBytes allocated per frame
 * @param frames how many were counted
 * @param hash of the bytes that the first burst made, in hex: work that changed has another one
 */
public record Measurement(
        String scenario,
        int frameLength,
        int burst,
        double nanos,
        double nanosLowest,
        double nanosHighest,
        double megaframesPerSecond,
        Double gigabytesPerSecond,
        double p50,
        double p99,
        double p999,
        double heapBytes,
        long frames,
        String hash) {}
