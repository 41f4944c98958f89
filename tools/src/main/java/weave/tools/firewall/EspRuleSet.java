package weave.tools.firewall;

import static weave.core.fastdp.EspKernel.MARK;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import weave.kernel.xfrm.EspRules.Flow;

/**
 * The rules about encrypted VXLAN, the same as Weave Net's, in the same chains.
 *
 * <pre>
 *   mangle  OUTPUT  WEAVE-IPSEC-OUT       marks VXLAN for those with whom it is encrypted
 *   filter  OUTPUT                        drops what is marked and yet not encrypted
 *   mangle  INPUT   WEAVE-IPSEC-IN        marks what came in ESP, which it keeps when decrypted
 *   filter  INPUT   WEAVE-IPSEC-IN        drops VXLAN of theirs that is not marked
 * </pre>
 *
 * <p>To and from all addresses of ours, where Weave Net names the one of the connection. As with
 * {@link HostRules}, those of any bridge but {@code weave} say whose they are.
 *
 * @param bridge whose rules
 * @param flows between which sockets nothing goes in clear
 * @param left rules that predecessors have made, by chain, as {@link #leftIn} finds them
 */
record EspRuleSet(String bridge, Collection<Flow> flows, Map<String, List<String>> left) {
    static final List<String> TABLES = List.of("mangle", "filter");

    private static final String IN = "WEAVE-IPSEC-IN";
    private static final String OUT = "WEAVE-IPSEC-OUT";
    private static final String IN_MARK = "WEAVE-IPSEC-IN-MARK";
    private static final String OUT_MARK = "WEAVE-IPSEC-OUT-MARK";
    private static final String MASKED = String.format("0x%x/0x%x", MARK, MARK);

    List<WantedTable> tables() {
        return List.of(mangle(), filter());
    }

    /** Of a table, what is ours in the chains that have rules for each flow. */
    static Map<String, List<String>> leftIn(String table, SavedRules saved, String bridge) {
        Map<String, List<String>> left = new LinkedHashMap<>();
        for (String chain : List.of(IN, OUT)) {
            left.put(
                    table + " " + chain,
                    saved.rules(chain).stream()
                            .filter(rule -> HostRules.whose(rule).equals(bridge))
                            .toList());
        }
        return left;
    }

    /** Whether daemons of other bridges have rules in these chains. */
    static boolean isShared(SavedRules saved, String bridge) {
        return List.of(IN, OUT).stream()
                .flatMap(chain -> saved.rules(chain).stream())
                .anyMatch(rule -> !HostRules.whose(rule).equals(bridge));
    }

    /** Whether a rule of a chain OUTPUT is of such a kind, any daemon's: it is not about clear. */
    static boolean isOfOutput(String rule) {
        return rule.endsWith("-j " + OUT) || rule.contains("--pol none -m mark --mark " + MASKED);
    }

    private WantedTable mangle() {
        Map<String, List<String>> chains = new LinkedHashMap<>();
        String marking = rule("", "MARK --set-xmark " + MASKED);
        chains.put(IN_MARK, List.of(marking));
        chains.put(OUT_MARK, List.of(marking));
        List<String> in = new ArrayList<>();
        List<String> out = new ArrayList<>();
        for (Flow flow : flows) {
            for (int spi : flow.inboundSpis()) {
                String esp = from(flow) + "-p esp -m esp --espspi " + Integer.toUnsignedString(spi);
                in.add(rule(esp, IN_MARK));
            }
            // From whichever of our addresses: from another than the policy's it is dropped.
            out.add(rule("-d " + text(flow.remoteIp()) + "/32 " + vxlan(flow), OUT_MARK));
        }
        chains.put(IN, withLeft("mangle " + IN, in));
        chains.put(OUT, withLeft("mangle " + OUT, out));
        Map<String, List<String>> first = new LinkedHashMap<>();
        first.put("INPUT", List.of(rule("", IN)));
        first.put("OUTPUT", List.of(rule("", OUT)));
        return new WantedTable("mangle", true, chains, first, Map.of(), sharing());
    }

    private WantedTable filter() {
        List<String> in = new ArrayList<>();
        for (Flow flow : flows) {
            String vxlan = "-s " + text(flow.remoteIp()) + "/32 " + vxlan(flow);
            in.add(rule(vxlan + " -m mark ! --mark " + MASKED, "DROP"));
        }
        String inClear = "! -p esp -m policy --dir out --pol none -m mark --mark " + MASKED;
        Map<String, List<String>> first = new LinkedHashMap<>();
        first.put("INPUT", List.of(rule("", IN)));
        first.put("OUTPUT", List.of(rule(inClear, "DROP")));
        return new WantedTable(
                "filter",
                true,
                Map.of(IN, withLeft("filter " + IN, in)),
                first,
                Map.of(),
                sharing());
    }

    private List<String> withLeft(String chain, List<String> wanted) {
        Set<String> rules = new LinkedHashSet<>(left.getOrDefault(chain, List.of()));
        rules.addAll(wanted);
        return List.copyOf(rules);
    }

    private String rule(String match, String target) {
        String whole = match + HostRules.mark(bridge) + " -j " + target;
        return whole.strip();
    }

    private static String from(Flow flow) {
        return "-s " + text(flow.remoteIp()) + "/32 -d " + text(flow.localIp()) + "/32 ";
    }

    private static String vxlan(Flow flow) {
        return "-p udp -m udp --dport " + flow.udpPort();
    }

    static String text(int ip) {
        return (ip >>> 24) + "." + (ip >>> 16 & 0xFF) + "." + (ip >>> 8 & 0xFF) + "." + (ip & 0xFF);
    }

    private Sharing sharing() {
        return new Sharing(rule -> !HostRules.whose(rule).equals(bridge), this::ofOthers, false);
    }

    /** Of the rules in a chain of the system's, those of other daemons for the same purpose. */
    private Set<String> ofOthers(List<String> rules) {
        return rules.stream()
                .filter(rule ->
                        rule.contains("-j " + IN)
                                || rule.contains("-j " + OUT)
                                || rule.contains("--mark " + MASKED))
                .filter(rule -> !HostRules.whose(rule).equals(bridge))
                .collect(Collectors.toSet());
    }
}
