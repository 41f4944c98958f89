package weave.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import weave.bench.compare.Spread;
import weave.bench.goals.GoalResult;

class GoalTableTest {
    @Test
    void shouldBeMarkdownThatSaysWhatWasReached() {
        List<GoalResult> goals =
                List.of(
                        goal("faster", "x", "higher", 0.35, 0.5, Spread.of(0.5, 0.4, 0.6), true),
                        goal("idle", "% of a core", "lower", 0.5, 0.1, Spread.of(0.0123), true),
                        goal("heap", "B", "lower", 0, 0, Spread.of(447.12), false),
                        goal("gone", "x", "higher", 5, 8, null, false));
        assertEquals(
                """
                | | median | low to high | wanted | | aim | |
                |---|---|---|---|---|---|---|
                | faster | 0.50x | 0.40 to 0.60 | 0.35x | met | 0.50x | missed |
                | idle | 0.0123 % of a core | 0.0123 to 0.0123 | at most 0.50 % of a core | met |\
                 at most 0.10 % of a core | missed |
                | heap | 447 B | 447 to 447 | 0 B | missed | 0 B | missed |
                | gone | not measured |  | 5.00x |  | 8.00x |  |
                """,
                GoalTable.text(goals));
    }

    private static GoalResult goal(
            String text,
            String unit,
            String better,
            double bound,
            double aim,
            Spread spread,
            boolean boundKept) {
        return new GoalResult(text, unit, better, bound, aim, spread, boundKept, false, List.of());
    }
}
