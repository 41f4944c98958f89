package weave.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a comparison.
 *
 * @param tcpTool which program sent the TCP streams
 * @param versions of what was measured, by carrier
 * @param notes what could not be measured, and why
 */
public record Outcome(
        Plan plan,
        String tcpTool,
        Map<String, String> versions,
        List<Ratio> ratios,
        List<Figure> figures,
        List<String> notes) {
    /** The same with other notes. */
    public Outcome withNotes(List<String> others) {
        return new Outcome(plan, tcpTool, versions, ratios, figures, others);
    }

    /** The same with these figures behind its own. */
    public Outcome withFigures(List<Figure> further) {
        List<Figure> all = new ArrayList<>(figures);
        all.addAll(further);
        return new Outcome(plan, tcpTool, versions, ratios, all, notes);
    }
}
