package weave.bench.compare;

import java.util.List;

/**
 * What came of a comparison.
 *
 * @param tcpTool which program sent the TCP streams
 * @param notes what could not be measured, and why
 */
public record Outcome(
        Plan plan, String tcpTool, List<Ratio> ratios, List<Figure> figures, List<String> notes) {}
