package weave.bench.scenario;

/**
 * What one scenario took at one frame length. Times are nanoseconds per frame; the three
 * percentiles are of bursts, divided by the frames of a burst.
 *
 * @param nanos the median of the iterations; the lowest and the highest follow
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
        double gigabytesPerSecond,
        double p50,
        double p99,
        double p999,
        double heapBytes,
        long frames,
        String hash) {}
