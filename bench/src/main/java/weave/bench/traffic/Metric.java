package weave.bench.traffic;

/**
 * A figure that a probe takes.
 *
 * @param better which is: {@link #HIGHER}, {@link #LOWER}, or {@link #NEITHER} for what only
 *     explains others and is not compared
 */
public record Metric(String name, String unit, String better) {
    public static final String HIGHER = "higher";
    public static final String LOWER = "lower";
    public static final String NEITHER = "-";

    public boolean isCompared() {
        return !better.equals(NEITHER);
    }
}
