package weave.tools.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a table shall hold of ours. Rules are written as {@code iptables-save} writes them, so that
 * they can be found again by comparison.
 *
 * @param name such as {@code nat}
 * @param essential whether anything is lost without it
 * @param chains our own ones, with all their rules
 * @param first rules that stand at the top of other chains, in this order
 * @param last rules that stand anywhere in other chains; added at the end
 */
record WantedTable(
        String name,
        boolean essential,
        Map<String, List<String>> chains,
        Map<String, List<String>> first,
        Map<String, List<String>> last) {

    /** What {@code iptables-restore --noflush} has to do; empty if all is there. */
    Optional<String> restoration(SavedRules saved) {
        List<String> lines = new ArrayList<>();
        chains.forEach((chain, rules) -> {
            if (!saved.hasChain(chain) || !saved.rules(chain).equals(rules)) {
                // Makes the chain, or empties it.
                lines.add(":" + chain + " - [0:0]");
                rules.forEach(rule -> lines.add("-A " + chain + " " + rule));
            }
        });
        first.forEach((chain, rules) -> {
            List<String> present = saved.rules(chain);
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
        present(saved).forEach(chain -> lines.add("-F " + chain));
        return script(lines);
    }

    /** What then takes those chains away that nobody else's rule needs; empty if there are none. */
    Optional<String> deletion(SavedRules saved) {
        return script(
                present(saved).stream()
                        .filter(chain -> saved.referring(chain).isEmpty())
                        .map(chain -> "-X " + chain)
                        .toList());
    }

    /** Which chains somebody else's rules need, a line each. */
    List<String> needed(SavedRules saved) {
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

    private List<String> present(SavedRules saved) {
        return chains.keySet().stream().filter(saved::hasChain).toList();
    }

    private Optional<String> script(List<String> lines) {
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of("*" + name + "\n" + String.join("\n", lines) + "\nCOMMIT\n");
    }
}
