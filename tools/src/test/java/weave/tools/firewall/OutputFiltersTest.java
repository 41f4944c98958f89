package weave.tools.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.kernel.xfrm.EspRules;
import weave.testkit.Privileged;

/** What counts as something that VXLAN meets on its way out, by the programs that make it. */
@Privileged
@Timeout(120)
class OutputFiltersTest extends FiltersOnHost<OutputFilters> {
    OutputFiltersTest() {
        super("output", new OutputFilters());
    }

    @Test
    void shouldCountRulesThatPacketsOfTheHostCanMeet() throws Exception {
        assertFilters(
                "iptables-nft -A OUTPUT -p tcp --dport 7 -j DROP",
                "iptables-nft -F",
                "chain OUTPUT of table filter (iptables-nft) has rules");
        assertFilters(
                "iptables-nft -P OUTPUT DROP",
                "iptables-nft -P OUTPUT ACCEPT",
                "chain OUTPUT of table filter (iptables-nft)");
        assertFilters(
                "iptables-nft -t mangle -A POSTROUTING -p udp -j DSCP --set-dscp 8",
                "iptables-nft -t mangle -F",
                "chain POSTROUTING of table ip mangle has rules");
        assertFilters(
                "iptables-nft -t raw -A OUTPUT -p udp --dport 7 -j DROP",
                "iptables-nft -t raw -F",
                "chain OUTPUT of table ip raw has rules");
        assertFilters(
                "iptables-legacy -t mangle -A OUTPUT -p udp --dport 7 -j MARK --set-mark 1",
                "iptables-legacy -t mangle -F",
                "chain OUTPUT of table mangle (iptables-legacy) has rules");
    }

    @Test
    void shouldNotCountNatAndWhatIsForOtherPackets() throws Exception {
        run("iptables-nft -t nat -A POSTROUTING -s 172.17.0.0/16 -j MASQUERADE");
        run("iptables-nft -t nat -A OUTPUT -p tcp --dport 7 -j REDIRECT");
        run("iptables-legacy -t nat -A POSTROUTING -s 172.17.0.0/16 -j MASQUERADE");
        run("iptables-nft -A INPUT -p udp --dport 7 -j DROP");
        run("iptables-nft -A FORWARD -p udp --dport 7 -j DROP");
        run("ip6tables-nft -A OUTPUT -p udp --dport 7 -j DROP");
        assertEquals("", reason());
    }

    @Test
    void shouldNotCountTheDaemonsOwnRules() throws Exception {
        for (String bridge : List.of("weave", "weave2")) {
            Firewall firewall = new Firewall(bridge, 6784, "docker0", 6783);
            EspFirewall esp = new EspFirewall(bridge);
            host.call(() -> {
                firewall.restore();
                esp.set(List.of(new EspRules.Flow(1, 2, 6784, List.of(3))));
                return null;
            });
            assertEquals("", reason());
        }
        run("iptables -A OUTPUT -p udp -m mark --mark 0x20000/0x20000 -j ACCEPT");
        assertNotEquals("", reason());
    }
}
