package weave.bench;

import java.util.List;
import java.util.Locale;
import weave.bench.compare.Spread;
import weave.bench.goals.GoalResult;

/** Goals as a table in Markdown. */
final class GoalTable {
    private static final String HEAD =
            """
            | | median | low to high | wanted | | aim | |
            |---|---|---|---|---|---|---|
            """;

    private GoalTable() {}

    static String text(List<GoalResult> goals) {
        StringBuilder text = new StringBuilder(HEAD);
        goals.forEach(goal -> text.append(row(goal)).append('\n'));
        return text.toString();
    }

    private static String row(GoalResult goal) {
        Spread spread = goal.spread();
        String bound = limit(goal, goal.bound());
        String aim = limit(goal, goal.aim());
        if (spread == null) {
            return cells(goal.goal(), "not measured", "", bound, "", aim, "");
        }
        return cells(
                goal.goal(),
                figure(goal, spread.median()),
                number(spread.low()) + " to " + number(spread.high()),
                bound,
                verdict(goal.boundKept()),
                aim,
                verdict(goal.aimReached()));
    }

    private static String cells(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String verdict(boolean met) {
        return met ? "met" : "missed";
    }

    /** The side of it that is good goes without saying for a figure that should be high. */
    private static String limit(GoalResult goal, double limit) {
        String atMost = goal.better().equals("lower") && limit != 0 ? "at most " : "";
        return atMost + figure(goal, limit);
    }

    private static String figure(GoalResult goal, double value) {
        return number(value) + (goal.unit().equals("x") ? "x" : " " + goal.unit());
    }

    /** With so many digits that three of them say something. */
    private static String number(double value) {
        if (value == 0 || Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        int digits = Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
