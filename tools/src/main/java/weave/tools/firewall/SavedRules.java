package weave.tools.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One table as {@code iptables-save} writes it.
 *
 * <pre>
 *   *nat
 *   :POSTROUTING ACCEPT [0:0]      a chain
 *   :WEAVE - [0:0]
 *   -A POSTROUTING -j WEAVE        a rule
 *   COMMIT
 * </pre>
 */
final class SavedRules {
    private static final String RULE = "-A ";

    private final Map<String, List<String>> chains = new LinkedHashMap<>();
    private final Set<String> dropping = new HashSet<>();
    private int madeChains;

    private SavedRules() {}

    static SavedRules parse(String text) {
        SavedRules saved = new SavedRules();
        for (String line : text.lines().toList()) {
            if (line.startsWith(":")) {
                String[] words = line.substring(1).split(" ");
                saved.chains.computeIfAbsent(words[0], _ -> new ArrayList<>());
                // Those that the kernel has by itself have a policy there.
                if (words.length > 1 && words[1].equals("DROP")) {
                    saved.dropping.add(words[0]);
                }
                saved.madeChains += words.length > 1 && words[1].equals("-") ? 1 : 0;
            } else if (line.startsWith(RULE)) {
                String[] words = line.substring(RULE.length()).split(" ", 2);
                saved.chains
                        .computeIfAbsent(words[0], _ -> new ArrayList<>())
                        .add(words.length < 2 ? "" : words[1]);
            }
        }
        return saved;
    }

    boolean hasChain(String chain) {
        return chains.containsKey(chain);
    }

    /** The rules of a chain, in order, without its name; empty if there is none of that name. */
    List<String> rules(String chain) {
        return chains.getOrDefault(chain, List.of());
    }

    /** Whether a chain drops what none of its rules has decided about. */
    boolean drops(String chain) {
        return dropping.contains(chain);
    }

    /** The rules that lead to a chain, in whole. */
    List<String> referring(String chain) {
        List<String> referring = new ArrayList<>();
        chains.forEach((from, rules) ->
                rules.stream()
                        .filter(rule -> (" " + rule).matches(".* -[jg] " + Pattern.quote(chain)))
                        .forEach(rule -> referring.add(RULE + from + " " + rule)));
        return referring;
    }

    /** How much somebody put there: rules, and chains of their own. */
    int count() {
        return madeChains + chains.values().stream().mapToInt(List::size).sum();
    }
}
