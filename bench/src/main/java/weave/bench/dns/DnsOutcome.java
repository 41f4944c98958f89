package weave.bench.dns;

import java.util.List;
import java.util.Map;
import weave.bench.compare.Spread;

/**
 * What was measured.
 *
 * @param names how many there were
 * @param window queries under way at a time
 * @param versions of the servers
 * @param notes what could not be measured, and why
 */
public record DnsOutcome(
        int names,
        int window,
        List<Figure> figures,
        List<Ratio> ratios,
        Map<String, String> versions,
        List<String> notes) {

    /**
     * Lookups of one server.
     *
     * @param perCpuSecond by a second of its processor time
     * @param lost queries without an answer, in all rounds
     */
    public record Figure(String server, Spread perSecond, Spread perCpuSecond, long lost) {}

    /** Ours divided by another's, round by round: more is better. */
    public record Ratio(String reference, Spread perSecond, Spread perCpuSecond) {}
}
