package weave.tools.firewall;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules for frames in the kernel's older tables. They are asked for only if their module is loaded:
 * asking would load it.
 */
final class LegacyEbtables {
    private static final Path MODULES = Path.of("/sys/module");
    private static final String PROGRAM = "ebtables-legacy";
    private static final List<String> TABLES = List.of("filter", "nat", "broute");
    private static final Pattern CHAIN =
            Pattern.compile("Bridge chain: (\\S+), entries: (\\d+), policy: (\\S+)");

    /** For what comes to the host itself, or from it. */
    private static final Set<String> OF_HOST = Set.of("INPUT", "OUTPUT");

    private LegacyEbtables() {}

    static boolean isLoaded() {
        return TABLES.stream().anyMatch(LegacyEbtables::isLoaded);
    }

    private static boolean isLoaded(String table) {
        return Files.exists(MODULES.resolve("ebtable_" + table));
    }

    /** Which of them filter bridged frames, or may; empty if none. */
    static Optional<String> trouble() {
        for (String table : TABLES) {
            if (isLoaded(table)) {
                if (!Commands.exist(PROGRAM)) {
                    return Optional.of(
                            "table "
                                    + table
                                    + " of ebtables may have rules, which only "
                                    + PROGRAM
                                    + " shows");
                }
                String listed = Commands.run(List.of(PROGRAM, "-t", table, "-L"), "");
                Optional<String> chain = deciding(listed);
                if (chain.isPresent()) {
                    return Optional.of(
                            "ebtables has rules in chain " + chain.get() + " of table " + table);
                }
            }
        }
        return Optional.empty();
    }

    /** The first chain with rules, or with another policy than to accept. */
    static Optional<String> deciding(String listed) {
        Matcher chain = CHAIN.matcher(listed);
        while (chain.find()) {
            boolean decides = !chain.group(2).equals("0") || !chain.group(3).equals("ACCEPT");
            if (decides && !OF_HOST.contains(chain.group(1))) {
                return Optional.of(chain.group(1));
            }
        }
        return Optional.empty();
    }
}
