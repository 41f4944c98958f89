package weave.bench.report;

import java.util.List;

/**
 * What a run of weave-bench leaves as JSON.
 *
 * @param command the arguments that it was called with
 * @param results records, all of one kind
 */
public record Report(String command, Environment environment, List<?> results) {}
