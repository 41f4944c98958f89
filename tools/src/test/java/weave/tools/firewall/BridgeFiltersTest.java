package weave.tools.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.testkit.Privileged;

/** What counts as a filter on the bridge, by the programs that make one. */
@Privileged
@Timeout(120)
class BridgeFiltersTest extends FiltersOnHost<BridgeFilters> {
    BridgeFiltersTest() {
        super("filters", new BridgeFilters("weave", "docker0"));
    }

    @BeforeEach
    void haveABridge() {
        host.ip("link add weave type bridge");
        host.ip("link add veth0 type veth peer name veth1");
        call("ip", true);
        call("ip6", true);
        call("arp", true);
    }

    private void call(String tables, boolean isOn) {
        String setting = "net.bridge.bridge-nf-call-" + tables + "tables=" + (isOn ? 1 : 0);
        host.run("sysctl", "-q", "-w", setting).orFail();
    }

    @Test
    void shouldCountRulesThatBridgedFramesCanMeet() throws Exception {
        assertFilters(
                "ebtables-nft -A FORWARD -i veth0 -j DROP",
                "ebtables-nft -F",
                "bridged frames in chain FORWARD of table bridge filter");
        assertFilters(
                "ebtables-nft -P FORWARD DROP", "ebtables-nft -P FORWARD ACCEPT", "table bridge");
        assertFilters(
                "iptables-nft -t raw -A PREROUTING -p udp --dport 7 -j DROP",
                "iptables-nft -t raw -F",
                "bridge-nf-call-iptables is on, and chain PREROUTING of table ip raw has rules");
        assertFilters(
                "iptables-nft -A FORWARD -p udp --dport 7 -j DROP",
                "iptables-nft -F",
                "chain FORWARD of table filter (iptables-nft) has rules");
        assertFilters(
                "ip6tables-nft -A FORWARD -p udp --dport 7 -j DROP",
                "ip6tables-nft -F",
                "bridge-nf-call-ip6tables is on, and chain FORWARD of table ip6 filter has rules");
        assertFilters(
                "iptables-legacy -t mangle -A FORWARD -p udp --dport 7 -j DROP",
                "iptables-legacy -t mangle -F",
                "chain FORWARD of table mangle (iptables-legacy) has rules");
        assertFilters(
                "iptables-legacy -P FORWARD DROP",
                "iptables-legacy -P FORWARD ACCEPT",
                "chain FORWARD of table filter (iptables-legacy)");
    }

    @Test
    void shouldCountRulesOfTheOlderIpv6TablesWithoutAMark() throws Exception {
        assertEquals(false, host.call(filters::hasUnmarked));
        run("ip6tables-legacy -A FORWARD -p udp --dport 7 -j DROP");
        assertEquals(true, host.call(filters::hasUnmarked));
        assertTrue(reason().contains("(ip6tables-legacy)"), reason());
        run("ip6tables-legacy -F");
        assertEquals("", reason());
    }

    @Test
    void shouldNotCountWhatBridgedFramesDoNotMeet() throws Exception {
        run("iptables-nft -A INPUT -p udp --dport 7 -j DROP");
        run("iptables-nft -t nat -A OUTPUT -p udp --dport 7 -j ACCEPT");
        run("ebtables-nft -A INPUT -i veth0 -j DROP");
        run("ebtables-nft -L FORWARD");
        assertEquals("", reason());
        run("iptables-nft -t mangle -A FORWARD -p udp --dport 7 -j DROP");
        assertNotEquals("", reason());
        call("ip", false);
        assertEquals("", reason());
        host.ip("link set weave type bridge nf_call_iptables 1");
        assertNotEquals("", reason());
        assertNotEquals("", host.call(new BridgeFilters("gone", "docker0")::reason));
    }

    @Test
    void shouldNotCountTheDaemonsOwnRules() throws Exception {
        host.ip("link add weave2 type bridge");
        host.ip("link add docker0 type bridge");
        host.ip("addr add 172.17.0.1/16 dev docker0");
        run("iptables-nft -P FORWARD DROP");
        assertNotEquals("", reason());
        for (String bridge : new String[] {"weave", "weave2"}) {
            Firewall firewall = new Firewall(bridge, 6784, "docker0", 6783);
            firewall.expose(java.util.List.of("10.32.0.0/12"), java.util.List.of());
            host.call(() -> {
                firewall.restore();
                return null;
            });
            assertEquals("", reason());
        }
        run("iptables-nft -A FORWARD -i docker0 -j ACCEPT");
        assertNotEquals("", reason());
    }

    @Test
    void shouldReadTheOlderEbtables() {
        String listed =
                """
                Bridge table: filter

                Bridge chain: INPUT, entries: 2, policy: DROP
                -i veth0 -j DROP

                Bridge chain: FORWARD, entries: %s, policy: %s

                Bridge chain: OUTPUT, entries: 0, policy: ACCEPT
                """;
        assertEquals(Optional.empty(), LegacyEbtables.deciding(listed.formatted("0", "ACCEPT")));
        Optional<String> forward = Optional.of("FORWARD");
        assertEquals(forward, LegacyEbtables.deciding(listed.formatted("1", "ACCEPT")));
        assertEquals(forward, LegacyEbtables.deciding(listed.formatted("0", "DROP")));
    }
}
