package weave.tools.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WantedTableTest {
    private static final WantedTable TABLE =
            new WantedTable(
                    "filter",
                    true,
                    Map.of("OURS", List.of("-d 10.0.0.0/8 -j ACCEPT")),
                    Map.of("FORWARD", List.of("-i weave -j ACCEPT", "-o weave -j OURS")),
                    Map.of("INPUT", List.of("-i weave -j ACCEPT")),
                    Sharing.NONE);

    @Test
    void shouldMakeEverythingWhereNothingIs() {
        assertEquals(
                """
                *filter
                :OURS - [0:0]
                -A OURS -d 10.0.0.0/8 -j ACCEPT
                -I FORWARD 1 -i weave -j ACCEPT
                -I FORWARD 2 -o weave -j OURS
                -A INPUT -i weave -j ACCEPT
                COMMIT
                """,
                TABLE.restoration(SavedRules.parse("")).orElseThrow());
    }

    @Test
    void shouldDoNothingWhereAllIsThere() {
        assertEquals(
                Optional.empty(),
                TABLE.restoration(
                        SavedRules.parse(
                                """
                                # Generated
                                *filter
                                :INPUT ACCEPT [12:34]
                                :FORWARD DROP [0:0]
                                :OURS - [0:0]
                                -A INPUT -s 10.0.0.1/32 -j DROP
                                -A INPUT -i weave -j ACCEPT
                                -A FORWARD -i weave -j ACCEPT
                                -A FORWARD -o weave -j OURS
                                -A FORWARD -j OTHERS
                                -A OURS -d 10.0.0.0/8 -j ACCEPT
                                COMMIT
                                """)));
    }

    @Test
    void shouldBringItsRulesBackToTheTopAndFillAnEmptiedChain() {
        assertEquals(
                """
                *filter
                :OURS - [0:0]
                -A OURS -d 10.0.0.0/8 -j ACCEPT
                -D FORWARD -o weave -j OURS
                -D FORWARD -i weave -j ACCEPT
                -I FORWARD 1 -i weave -j ACCEPT
                -I FORWARD 2 -o weave -j OURS
                COMMIT
                """,
                TABLE.restoration(
                                SavedRules.parse(
                                        """
                                        *filter
                                        :OURS - [0:0]
                                        -A INPUT -i weave -j ACCEPT
                                        -A FORWARD -j OTHERS
                                        -A FORWARD -o weave -j OURS
                                        -A FORWARD -i weave -j ACCEPT
                                        COMMIT
                                        """))
                        .orElseThrow());
    }

    @Test
    void shouldRemoveItsOwnAlone() {
        SavedRules saved =
                SavedRules.parse(
                        """
                        *filter
                        :OURS - [0:0]
                        -A INPUT -i weave -j ACCEPT
                        -A FORWARD -j OTHERS
                        -A FORWARD -o weave -j OURS
                        COMMIT
                        """);
        assertEquals(
                """
                *filter
                -D FORWARD -o weave -j OURS
                -D INPUT -i weave -j ACCEPT
                -F OURS
                COMMIT
                """,
                TABLE.removal(saved).orElseThrow());
        SavedRules nothing = SavedRules.parse("*filter\nCOMMIT\n");
        assertEquals(Optional.empty(), TABLE.removal(nothing));
        assertEquals(Optional.empty(), TABLE.deletion(nothing));
    }

    @Test
    void shouldLeaveTheRulesOfOtherBridgesAlone() {
        HostRules rules =
                new HostRules(
                        "br1",
                        0,
                        null,
                        6783,
                        List.of(new HostRules.ExposedNetwork("10.40.0.0/16", true)));
        WantedTable filter = rules.tables().get(0);
        WantedTable nat = rules.tables().get(1);
        SavedRules theirs =
                SavedRules.parse(
                        """
                        *filter
                        :WEAVE-CANARY - [0:0]
                        :WEAVE-EXPOSE - [0:0]
                        -A FORWARD -i weave -o weave -j ACCEPT
                        -A FORWARD -o weave -j WEAVE-EXPOSE
                        -A FORWARD -i weave ! -o weave -j ACCEPT
                        -A FORWARD -o weave -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
                        -A FORWARD -i br1 -o br1 -j ACCEPT
                        -A FORWARD -o br1 -j WEAVE-EXPOSE
                        -A FORWARD -i br1 ! -o br1 -j ACCEPT
                        -A FORWARD -o br1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
                        -A WEAVE-EXPOSE -d 10.32.0.0/12 -j ACCEPT
                        -A WEAVE-EXPOSE -d 10.9.0.0/16 -m comment --comment weaved-br1 -j ACCEPT
                        COMMIT
                        """);
        assertEquals(
                """
                *filter
                -D WEAVE-EXPOSE -d 10.9.0.0/16 -m comment --comment weaved-br1 -j ACCEPT
                -A WEAVE-EXPOSE -d 10.40.0.0/16 -m comment --comment weaved-br1 -j ACCEPT
                COMMIT
                """,
                filter.restoration(theirs).orElseThrow());
        SavedRules inNat =
                SavedRules.parse(
                        """
                        *nat
                        :WEAVE-CANARY - [0:0]
                        :WEAVE - [0:0]
                        -A POSTROUTING -j WEAVE
                        -A WEAVE -s 10.32.0.0/12 -d 224.0.0.0/4 -j RETURN
                        COMMIT
                        """);
        assertEquals(
                """
                *nat
                -A WEAVE -s 10.40.0.0/16 -d 224.0.0.0/4 -m comment --comment weaved-br1 -j RETURN
                -A WEAVE ! -s 10.40.0.0/16 -d 10.40.0.0/16 -m comment --comment weaved-br1 -j\
                 MASQUERADE
                -A WEAVE -s 10.40.0.0/16 ! -d 10.40.0.0/16 -m comment --comment weaved-br1 -j\
                 MASQUERADE
                COMMIT
                """,
                nat.restoration(inNat).orElseThrow());
        WantedTable unshared = rules.unshared().getFirst();
        assertEquals(
                """
                *filter
                -D FORWARD -i br1 -o br1 -j ACCEPT
                -D FORWARD -o br1 -j WEAVE-EXPOSE
                -D FORWARD -i br1 ! -o br1 -j ACCEPT
                -D FORWARD -o br1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
                -D WEAVE-EXPOSE -d 10.9.0.0/16 -m comment --comment weaved-br1 -j ACCEPT
                COMMIT
                """,
                unshared.removal(theirs).orElseThrow());
        assertEquals(Optional.empty(), unshared.deletion(theirs));
        assertEquals(List.of(), unshared.needed(theirs));
    }

    @Test
    void shouldDeleteOnlyChainsThatNobodyElseNeeds() {
        SavedRules removed = SavedRules.parse("*filter\n:OURS - [0:0]\nCOMMIT\n");
        assertEquals("*filter\n-X OURS\nCOMMIT\n", TABLE.deletion(removed).orElseThrow());
        assertEquals(List.of(), TABLE.needed(removed));
        SavedRules needed =
                SavedRules.parse("*filter\n:OURS - [0:0]\n-A FORWARD -j OURS\nCOMMIT\n");
        assertEquals(Optional.empty(), TABLE.deletion(needed));
        assertEquals(1, TABLE.needed(needed).size());
    }

    @Test
    void shouldLimitMulticastToTheSubnetsOfAContainer() {
        assertEquals(
                """
                *filter
                -I INPUT 1 -s 10.32.0.0/12 -d 224.0.0.0/4 -i ethwe -j ACCEPT
                -A INPUT -d 224.0.0.0/4 -i ethwe -j DROP
                COMMIT
                """,
                MulticastRules.script(List.of(), "ethwe", List.of("10.32.0.0/12")).orElseThrow());
        List<String> present =
                List.of(
                        "-s 10.32.0.0/12 -d 224.0.0.0/4 -i ethwe -j ACCEPT",
                        "-i lo -j ACCEPT",
                        "-d 224.0.0.0/4 -i ethwe -j DROP");
        assertEquals(
                Optional.empty(), MulticastRules.script(present, "ethwe", List.of("10.32.0.0/12")));
        assertEquals(
                """
                *filter
                -D INPUT -s 10.32.0.0/12 -d 224.0.0.0/4 -i ethwe -j ACCEPT
                -I INPUT 1 -s 10.2.0.0/16 -d 224.0.0.0/4 -i ethwe -j ACCEPT
                COMMIT
                """,
                MulticastRules.script(present, "ethwe", List.of("10.2.0.0/16")).orElseThrow());
        assertEquals(
                """
                *filter
                -D INPUT -s 10.32.0.0/12 -d 224.0.0.0/4 -i ethwe -j ACCEPT
                -D INPUT -d 224.0.0.0/4 -i ethwe -j DROP
                COMMIT
                """,
                MulticastRules.script(present, "ethwe", List.of()).orElseThrow());
    }
}
