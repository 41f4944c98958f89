package weave.bench.scenario;

import java.util.List;

/**
 * How long to measure.
 *
 * @param frameLengths in bytes
 * @param warmupSeconds worked before anything counts, for each length
 * @param iterations how often a figure is taken, for each length
 * @param iterationSeconds for how long each time
 */
public record Plan(
        List<Integer> frameLengths, double warmupSeconds, int iterations, double iterationSeconds) {
    /** What a test has time for: it proves that all of it runs, and its figures mean nothing. */
    public static final Plan SMALL = new Plan(List.of(64, 1400, 65_000), 0.05, 3, 0.02);

    /** What the command line does by itself. */
    public static final Plan USUAL = new Plan(List.of(64, 256, 1400, 9000, 65_000), 2, 5, 0.5);
}
