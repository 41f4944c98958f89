package weave.tools.firewall;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which rules in a table are those of the daemons of other bridges on this host: they are left as
 * they are, so that no two daemons write the same chain in turns.
 *
 * @param isTheirs whether a rule in one of the chains that all have in common is another's
 * @param theirs of the rules of a chain that is nobody's, those that are others' and may stand
 *     above ours
 * @param keepsChains whether the common chains stay, once ours are gone
 */
record Sharing(
        Predicate<String> isTheirs,
        Function<List<String>, Set<String>> theirs,
        boolean keepsChains) {
    /** Nobody else is known to write there. */
    static final Sharing NONE = new Sharing(_ -> false, _ -> Set.of(), false);

    /** The same, with chains that somebody else still needs. */
    Sharing keepingChains() {
        return new Sharing(isTheirs, theirs, true);
    }
}
