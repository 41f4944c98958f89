package weave.gossip.ipam;

import java.util.List;

/**
 * What a look at everybody's rings has shown.
 *
 * @param answered peers that have told what they know, us included
 * @param silent known peers that have not: originals, or not reachable
 * @param changes what is to change, or has changed, a line each; empty if all agree
 * @param duplicates addresses in use at two peers, a line each
 * @param applied whether it has been changed
 */
public record RepairReport(
        List<String> answered,
        List<String> silent,
        List<String> changes,
        List<String> duplicates,
        boolean applied) {
    public RepairReport {
        answered = List.copyOf(answered);
        silent = List.copyOf(silent);
        changes = List.copyOf(changes);
        duplicates = List.copyOf(duplicates);
    }

    /** Whether there is nothing to do. */
    public boolean isClean() {
        return changes.isEmpty() && duplicates.isEmpty();
    }
}
