package weave.bench.report;

/**
 * What a run of weave-bench leaves as JSON.
 *
 * @param command the arguments that it was called with
 * @param results records
 */
public record Report(String command, Environment environment, Object results) {}
