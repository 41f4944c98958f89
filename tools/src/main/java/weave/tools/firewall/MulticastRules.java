package weave.tools.firewall;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import weave.kernel.link.Namespace;

/**
 * Rules inside a container: multicast is for the members of its subnets alone.
 *
 * <pre>
 *   INPUT -i ethwe -s 10.32.0.0/12 -d 224.0.0.0/4 -j ACCEPT     one for each subnet
 *   INPUT -i ethwe -d 224.0.0.0/4 -j DROP
 * </pre>
 */
public final class MulticastRules {
    private static final Logger LOG = System.getLogger("weaved.host");
    private static final String TABLE = "filter";
    private static final String CHAIN = "INPUT";

    private MulticastRules() {}

    /**
     * Makes the container's rules fit its subnets. Trouble goes to the log: an image without room
     * for rules is attached all the same.
     *
     * @param link the container's interface
     * @param subnets like {@code 10.32.0.0/12}; none removes the rules
     */
    public static void apply(Namespace container, String link, Collection<String> subnets) {
        try {
            Optional<Iptables> iptables = Iptables.of(container);
            if (iptables.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "multicast of other subnets reaches {0}: iptables or nsenter is not"
                                + " installed",
                        container);
                return;
            }
            List<String> present = iptables.get().save(TABLE).rules(CHAIN);
            script(present, link, subnets).ifPresent(iptables.get()::restore);
        } catch (FirewallException e) {
            LOG.log(
                    Level.WARNING,
                    "multicast of other subnets reaches " + container + ": " + e.getMessage());
        }
    }

    /** Accepting rules go to the top, the dropping one to the end. */
    static Optional<String> script(List<String> present, String link, Collection<String> subnets) {
        String drop = "-d 224.0.0.0/4 -i " + link + " -j DROP";
        List<String> wanted =
                subnets.stream()
                        .map(subnet -> "-s " + subnet + " -d 224.0.0.0/4 -i " + link + " -j ACCEPT")
                        .toList();
        List<String> lines = new ArrayList<>();
        for (String rule : present) {
            boolean isOurs = rule.contains(" -d 224.0.0.0/4 -i " + link + " ");
            if (isOurs && rule.startsWith("-s ") && !wanted.contains(rule)) {
                lines.add("-D " + CHAIN + " " + rule);
            }
        }
        wanted.stream()
                .filter(rule -> !present.contains(rule))
                .forEach(rule -> lines.add("-I " + CHAIN + " 1 " + rule));
        if (subnets.isEmpty() && present.contains(drop)) {
            lines.add("-D " + CHAIN + " " + drop);
        } else if (!subnets.isEmpty() && !present.contains(drop)) {
            lines.add("-A " + CHAIN + " " + drop);
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of("*" + TABLE + "\n" + String.join("\n", lines) + "\nCOMMIT\n");
    }
}
