package weave.tools.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a table shall hold of ours. Rules are written as {@code iptables-save} writes them, so that
 * they can be found again by comparison.
 *
 * @param name such as {@code nat}
 * @param essential whether anything is lost without it
 * @param chains our own ones, with all their rules
 * @param first rules that stand at the top of other chains, in this order
 * @param last rules that stand anywhere in other chains; added at the end
 * @param sharing what is others' there
 */
record WantedTable(
        String name,
        boolean essential,
        Map<String, List<String>> chains,
        Map<String, List<String>> first,
        Map<String, List<String>> last,
        Sharing sharing) {

    /** The same, with chains that somebody else still needs. */
    WantedTable keepingChains() {
        return new WantedTable(name, essential, chains, first, last, sharing.keepingChains());
    }

    /** What {@code iptables-restore --noflush} has to do; empty if all is there. */
    Optional<String> restoration(SavedRules saved) {
        List<String> lines = new ArrayList<>();
        chains.forEach((chain, rules) -> {
            if (!saved.hasChain(chain) || !own(saved, chain).equals(rules)) {
                lines.addAll(emptied(saved, chain));
                rules.forEach(rule -> lines.add("-A " + chain + " " + rule));
            }
        });
        first.forEach((chain, rules) -> {
            List<String> present = withoutTheirs(saved.rules(chain));
            boolean atTop =
                    present.size() >= rules.size()
                            && present.subList(0, rules.size()).equals(rules)
                            && present.stream().filter(rules::contains).count() == rules.size();
            if (!atTop) {
                present.stream()
                        .filter(rules::contains)
                        .forEach(rule -> lines.add("-D " + chain + " " + rule));
                for (int i = 0; i < rules.size(); i++) {
                    lines.add("-I " + chain + " " + (i + 1) + " " + rules.get(i));
                }
            }
        });
        last.forEach((chain, rules) -> {
            for (String rule : rules) {
                if (!saved.rules(chain).contains(rule)) {
                    lines.add("-A " + chain + " " + rule);
                }
            }
        });
        return script(lines);
    }

    /** What takes all rules of it away and empties the chains; empty if nothing is there. */
    Optional<String> removal(SavedRules saved) {
        List<String> lines = new ArrayList<>();
        for (Map<String, List<String>> others : List.of(first, last)) {
            others.forEach((chain, rules) ->
                    saved.rules(chain).stream()
                            .filter(rules::contains)
                            .forEach(rule -> lines.add("-D " + chain + " " + rule)));
        }
        for (String chain : present(saved)) {
            if (!sharing.keepsChains()) {
                lines.add("-F " + chain);
            } else {
                lines.addAll(deletions(saved, chain));
            }
        }
        return script(lines);
    }

    /** What then takes those chains away that nobody else's rule needs; empty if there are none. */
    Optional<String> deletion(SavedRules saved) {
        if (sharing.keepsChains()) {
            return Optional.empty();
        }
        return script(
                present(saved).stream()
                        .filter(chain -> saved.referring(chain).isEmpty())
                        .map(chain -> "-X " + chain)
                        .toList());
    }

    /** Which chains somebody else's rules need, a line each. */
    List<String> needed(SavedRules saved) {
        if (sharing.keepsChains()) {
            return List.of();
        }
        return present(saved).stream()
                .filter(chain -> !saved.referring(chain).isEmpty())
                .map(chain ->
                        "chain "
                                + chain
                                + " of table "
                                + name
                                + " is left, as these rules refer to it: "
                                + String.join("; ", saved.referring(chain)))
                .toList();
    }

    /** What is in one of our chains, but for others' rules. */
    private List<String> own(SavedRules saved, String chain) {
        return saved.rules(chain).stream().filter(rule -> !sharing.isTheirs().test(rule)).toList();
    }

    private List<String> withoutTheirs(List<String> rules) {
        Set<String> theirs = sharing.theirs().apply(rules);
        return rules.stream().filter(rule -> !theirs.contains(rule)).toList();
    }

    /** Makes the chain, or has it without rules of ours. */
    private List<String> emptied(SavedRules saved, String chain) {
        boolean isOursAlone = own(saved, chain).equals(saved.rules(chain));
        return isOursAlone ? List.of(":" + chain + " - [0:0]") : deletions(saved, chain);
    }

    private List<String> deletions(SavedRules saved, String chain) {
        return own(saved, chain).stream().map(rule -> "-D " + chain + " " + rule).toList();
    }

    private List<String> present(SavedRules saved) {
        return chains.keySet().stream().filter(saved::hasChain).toList();
    }

    private Optional<String> script(List<String> lines) {
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of("*" + name + "\n" + String.join("\n", lines) + "\nCOMMIT\n");
    }
}
