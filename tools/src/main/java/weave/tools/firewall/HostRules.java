package weave.tools.firewall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rules on the host, the same as Weave Net's, in the same chains: scripts and firewalls know
 * them.
 *
 * <pre>
 *   filter  INPUT         keep others from the control port that loopback has
 *           FORWARD       what comes from or goes to the bridge
 *           WEAVE-EXPOSE  one for each exposed network
 *   nat     POSTROUTING   to WEAVE
 *           WEAVE         three for each exposed network that is masqueraded
 *   all     WEAVE-CANARY  empty; for scripts that look whether somebody flushed the rules
 * </pre>
 *
 * <p>Where several daemons have a bridge each, they have these chains in common. The rules in them
 * of any bridge but Weave Net's, {@code weave}, say whose they are in a comment, so that nobody
 * takes another's for his own: {@code -d 10.32.0.0/12 -m comment --comment weaved-br1 -j ACCEPT}.
 *
 * @param bridge ours
 * @param controlPort of HTTP on 127.0.0.1, or 0 if it is not served there
 * @param docker Docker's bridge, or {@code null}
 * @param overlayPort of the mesh
 * @param exposed networks of the bridge's own addresses
 */
record HostRules(
        String bridge,
        int controlPort,
        DockerBridge docker,
        int overlayPort,
        Collection<ExposedNetwork> exposed) {
    private static final String CANARY = "WEAVE-CANARY";
    private static final String EXPOSE = "WEAVE-EXPOSE";
    private static final String WEAVE = "WEAVE";
    private static final Pattern JUMP = Pattern.compile("-o (\\S+) -j " + EXPOSE);
    private static final Pattern WHOSE = Pattern.compile("--comment \"?weaved-([^\\s\"]+)");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String UNMARKED = "weave";
    private static final String MULTICAST = "224.0.0.0/4";

    /** Docker's bridge and its address. */
    record DockerBridge(String name, String address) {}

    /**
     * A network that the host has an address of.
     *
     * @param cidr such as {@code 10.32.0.0/12}, with nothing behind the prefix
     * @param masqueraded whether the host stands in for those on its other side
     */
    record ExposedNetwork(String cidr, boolean masqueraded) {}

    List<WantedTable> tables() {
        return List.of(filter(), nat(), mangle());
    }

    /** The bridges whose rules are in the filter table, be they of this daemon or not. */
    static Set<String> bridges(SavedRules filter) {
        return bridges(filter.rules("FORWARD"));
    }

    private static Set<String> bridges(List<String> forward) {
        return forward.stream()
                .map(JUMP::matcher)
                .filter(Matcher::matches)
                .map(jump -> jump.group(1))
                .collect(Collectors.toSet());
    }

    /**
     * Of the rules of a chain through which bridged frames come, those that daemons like this one
     * have made: they let such frames of any daemon's bridge pass.
     *
     * @param dockerBridge the name that Docker's bridge has if there is one
     */
    static Set<String> ours(SavedRules saved, String table, String chain, String dockerBridge) {
        if (table.equals("nat") && chain.equals("POSTROUTING")) {
            return Set.of("-j " + WEAVE);
        }
        if (!table.equals("filter") || !chain.equals("FORWARD")) {
            return Set.of();
        }
        DockerBridge docker = new DockerBridge(dockerBridge, "");
        return bridges(saved).stream()
                .flatMap(one -> new HostRules(one, 0, docker, 0, List.of()).forward().stream())
                .collect(Collectors.toSet());
    }

    /** The rule in FORWARD that lets frames pass that a bridge passes on. */
    static String accepting(String bridge) {
        return "-i " + bridge + " -o " + bridge + " -j ACCEPT";
    }

    /** What is this bridge's alone, where somebody else needs the chains. */
    List<WantedTable> unshared() {
        Sharing shared = sharing().keepingChains();
        return List.of(
                new WantedTable(
                        "filter",
                        true,
                        Map.of(EXPOSE, List.of()),
                        Map.of("FORWARD", forward()),
                        Map.of("INPUT", input()),
                        shared),
                new WantedTable("nat", true, Map.of(WEAVE, List.of()), Map.of(), Map.of(), shared));
    }

    private Sharing sharing() {
        return new Sharing(rule -> !whose(rule).equals(bridge), this::ofOthers, false);
    }

    /** The bridge that a rule in our chains belongs to. */
    static String whose(String rule) {
        Matcher whose = WHOSE.matcher(rule);
        return whose.find() ? whose.group(1) : UNMARKED;
    }

    /** Of the rules in FORWARD, those for other bridges. */
    private Set<String> ofOthers(List<String> forward) {
        return bridges(forward).stream()
                .filter(other -> !other.equals(bridge))
                .flatMap(other -> new HostRules(other, 0, docker, 0, List.of()).forward().stream())
                .collect(Collectors.toSet());
    }

    /** Between the match and the target of a rule; nothing for Weave Net's own bridge. */
    private String mark() {
        return mark(bridge);
    }

    /** The same for any bridge. */
    static String mark(String bridge) {
        if (bridge.equals(UNMARKED)) {
            return "";
        }
        String comment = "weaved-" + bridge;
        boolean isPlain = PLAIN.matcher(comment).matches();
        return " -m comment --comment " + (isPlain ? comment : '"' + comment + '"');
    }

    private WantedTable filter() {
        Map<String, List<String>> chains = new LinkedHashMap<>();
        chains.put(CANARY, List.of());
        chains.put(
                EXPOSE,
                exposed.stream()
                        .map(network -> "-d " + network.cidr + mark() + " -j ACCEPT")
                        .distinct()
                        .toList());
        return new WantedTable(
                "filter",
                true,
                chains,
                Map.of("FORWARD", forward()),
                Map.of("INPUT", input()),
                sharing());
    }

    private List<String> forward() {
        List<String> rules = new ArrayList<>();
        if (docker != null) {
            rules.add("-i " + docker.name + " -o " + bridge + " -j DROP");
        }
        rules.add(accepting(bridge));
        rules.add("-o " + bridge + " -j " + EXPOSE);
        rules.add("-i " + bridge + " ! -o " + bridge + " -j ACCEPT");
        rules.add("-o " + bridge + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
        return rules;
    }

    private List<String> input() {
        List<String> rules = new ArrayList<>();
        if (docker != null) {
            String from = "-d " + docker.address + "/32 -i " + docker.name + " -p ";
            rules.add(from + "tcp -m tcp --dport " + overlayPort + " -j DROP");
            rules.add(from + "udp -m udp --dport " + overlayPort + " -j DROP");
            rules.add(from + "udp -m udp --dport " + (overlayPort + 1) + " -j DROP");
            rules.add("-i " + docker.name + " -p udp -m udp --dport 53 -j ACCEPT");
            rules.add("-i " + docker.name + " -p tcp -m tcp --dport 53 -j ACCEPT");
        }
        if (controlPort != 0) {
            rules.add(
                    "-d 127.0.0.1/32 -p tcp -m tcp --dport "
                            + controlPort
                            + " -m addrtype ! --src-type LOCAL -m conntrack ! --ctstate"
                            + " RELATED,ESTABLISHED -m comment --comment \"Block non-local access"
                            + " to Weave Net control port\" -j DROP");
        }
        return rules;
    }

    private WantedTable nat() {
        List<String> weave = new ArrayList<>();
        exposed.stream()
                .filter(ExposedNetwork::masqueraded)
                .map(ExposedNetwork::cidr)
                .distinct()
                .forEach(cidr -> {
                    weave.add("-s " + cidr + " -d " + MULTICAST + mark() + " -j RETURN");
                    weave.add("! -s " + cidr + " -d " + cidr + mark() + " -j MASQUERADE");
                    weave.add("-s " + cidr + " ! -d " + cidr + mark() + " -j MASQUERADE");
                });
        Map<String, List<String>> chains = new LinkedHashMap<>();
        chains.put(CANARY, List.of());
        chains.put(WEAVE, weave);
        return new WantedTable(
                "nat",
                true,
                chains,
                Map.of(),
                Map.of("POSTROUTING", List.of("-j " + WEAVE)),
                sharing());
    }

    private static WantedTable mangle() {
        return new WantedTable(
                "mangle", false, Map.of(CANARY, List.of()), Map.of(), Map.of(), Sharing.NONE);
    }
}
