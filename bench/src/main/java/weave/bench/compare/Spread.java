package weave.bench.compare;

import java.util.Arrays;

/**
 * The median of some values and how far to trust it.
 *
 * @param low the lower end of an interval that holds the true median with at least 95 %, as far as
 *     that many values can say; {@code high} is its upper end
 */
public record Spread(
        double median, double low, double high, double lowest, double highest, int count) {
    private static final double OUTSIDE_MAX = 0.05;

    /** Of at least one value. */
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        int cut = cut(sorted.length);
        return new Spread(
                (sorted[last / 2] + sorted[sorted.length / 2]) / 2,
                sorted[cut],
                sorted[last - cut],
                sorted[0],
                sorted[last],
                sorted.length);
    }

    /** The same with all values in the interval. */
    public Spread whole() {
        return new Spread(median, lowest, highest, lowest, highest, count);
    }

    /**
     * How many values may be left out at either end: the sign test, which asks nothing of the
     * values but that they are independent. With 9 values it is 1, and the interval holds 96 %.
     */
    static int cut(int count) {
        // The chance that at most `cut` of the values lie below the true median.
        double exactly = Math.pow(0.5, count);
        double atMost = exactly;
        int cut = 0;
        while (true) {
            exactly = exactly * (count - cut) / (cut + 1);
            atMost += exactly;
            if (2 * atMost > OUTSIDE_MAX) {
                return cut;
            }
            cut++;
        }
    }
}
