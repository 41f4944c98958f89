package weave.bench.goals;

import java.util.List;
import weave.bench.compare.Spread;

/**
 * How far a goal is reached.
 *
 * @param better "higher" or "lower"
 * @param spread {@code null} if it could not be measured
 * @param boundKept whether the worse end of the interval keeps the bound; for some goals the
 *     interval is from the lowest to the highest value
 * @param aimReached the same for the aim
 * @param values one a round
 */
public record GoalResult(
        String goal,
        String unit,
        String better,
        double bound,
        double aim,
        Spread spread,
        boolean boundKept,
        boolean aimReached,
        List<Double> values) {
    static GoalResult of(Goal goal, List<Double> values) {
        Spread spread = spread(goal, values);
        return new GoalResult(
                goal.text(),
                goal.unit(),
                goal.atMost() ? "lower" : "higher",
                goal.bound(),
                goal.aim(),
                spread,
                meets(goal, spread, goal.bound()),
                meets(goal, spread, goal.aim()),
                values);
    }

    private static Spread spread(Goal goal, List<Double> values) {
        if (values.isEmpty()) {
            return null;
        }
        Spread spread = Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
        return goal.byWorst() ? spread.whole() : spread;
    }

    private static boolean meets(Goal goal, Spread spread, double limit) {
        if (spread == null) {
            return false;
        }
        return goal.atMost() ? spread.high() <= limit : spread.low() >= limit;
    }
}
