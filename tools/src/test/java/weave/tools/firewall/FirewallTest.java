package weave.tools.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.tools.host.WeaveBridge;

/** The rules in a namespace of their own, with either set of iptables programs. */
@Privileged
@Timeout(120)
class FirewallTest {
    /** A network of a container, as the real thing leaves the rules of a host with one. */
    private static final List<String> FILTER =
            List.of(
                    "-N WEAVE-CANARY",
                    "-N WEAVE-EXPOSE",
                    "-A INPUT -d 127.0.0.1/32 -p tcp -m tcp --dport 6784 -m addrtype ! --src-type"
                            + " LOCAL -m conntrack ! --ctstate RELATED,ESTABLISHED -m comment"
                            + " --comment \"Block non-local access to Weave Net control port\" -j"
                            + " DROP",
                    "-A FORWARD -i weave -o weave -j ACCEPT",
                    "-A FORWARD -o weave -j WEAVE-EXPOSE",
                    "-A FORWARD -i weave ! -o weave -j ACCEPT",
                    "-A FORWARD -o weave -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                    "-A WEAVE-EXPOSE -d 10.32.0.0/16 -j ACCEPT");

    private static final List<String> NAT =
            List.of(
                    "-N WEAVE",
                    "-N WEAVE-CANARY",
                    "-A POSTROUTING -j WEAVE",
                    "-A WEAVE -s 10.32.0.0/16 -d 224.0.0.0/4 -j RETURN",
                    "-A WEAVE ! -s 10.32.0.0/16 -d 10.32.0.0/16 -j MASQUERADE",
                    "-A WEAVE -s 10.32.0.0/16 ! -d 10.32.0.0/16 -j MASQUERADE");

    @TempDir private Path folder;
    private Firewall firewall = new Firewall("weave", 6784, "docker0", 6783);
    private NetworkNamespace host;

    @BeforeEach
    void open() {
        host = NetworkNamespace.create("firewall");
    }

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void shouldMakeTheRulesWhereRulesAreAndKeepThem(String program) throws Exception {
        // Somebody's rule says which set of programs this host goes by.
        host.run(program, "-A", "FORWARD", "-s", "192.0.2.1", "-j", "DROP").orFail();
        firewall.expose(List.of("10.32.0.0/16"), List.of());
        look();

        assertEquals(FILTER, ours(program, "filter"));
        assertEquals(NAT, ours(program, "nat"));

        host.run(program, "-F").orFail();
        host.run(program, "-t", "nat", "-F").orFail();
        host.run(program, "-t", "nat", "-X", "WEAVE-CANARY").orFail();
        look();
        assertEquals(FILTER, ours(program, "filter"));
        assertEquals(NAT, ours(program, "nat"));

        host.run(program, "-I", "FORWARD", "-s", "192.0.2.1", "-j", "DROP").orFail();
        look();
        String first = host.run(program, "-S", "FORWARD", "1").orFail();
        assertEquals("-A FORWARD -i weave -o weave -j ACCEPT", first.strip());

        firewall.expose(List.of(), List.of("10.32.0.0/16"));
        look();
        assertEquals(FILTER, ours(program, "filter"));
        assertEquals(NAT.subList(0, 3), ours(program, "nat"));

        host.call(() -> {
            firewall.remove();
            return null;
        });
        assertEquals(List.of(), ours(program, "filter"));
        assertEquals(List.of(), ours(program, "nat"));
        assertTrue(host.run(program, "-S", "FORWARD").orFail().contains("192.0.2.1"));
        String other = program.equals("iptables-nft") ? "iptables-legacy" : "iptables-nft";
        assertFalse(host.run(other + "-save").orFail().contains("WEAVE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void shouldKeepDockersBridgeApartWhereThereIsOne(String program) throws Exception {
        host.ip("link add docker0 type bridge");
        host.ip("addr add 172.17.0.1/16 dev docker0");
        host.run(program, "-A", "FORWARD", "-s", "192.0.2.1", "-j", "DROP").orFail();
        look();
        List<String> rules = ours(program, "filter");
        assertTrue(rules.contains("-A FORWARD -i docker0 -o weave -j DROP"), rules.toString());
        String all = host.run(program, "-S", "INPUT").orFail();
        assertTrue(
                all.contains(
                        "-A INPUT -d 172.17.0.1/32 -i docker0 -p udp -m udp --dport 6784 -j DROP"),
                all);
        look();
        assertEquals(all, host.run(program, "-S", "INPUT").orFail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void shouldNotTouchTheRulesOfAnotherBridge(String program) throws Exception {
        host.run(program, "-A", "FORWARD", "-s", "192.0.2.1", "-j", "DROP").orFail();
        Firewall other = new Firewall("br-1.0", 0, "docker0", 6784);
        firewall.expose(List.of("10.32.0.0/16"), List.of());
        other.expose(List.of("10.40.0.0/16"), List.of());
        look();
        host.call(() -> {
            other.look();
            return null;
        });
        String both = all(program);
        assertTrue(both.contains("-A WEAVE-EXPOSE -d 10.32.0.0/16 -j ACCEPT"), both);
        assertTrue(both.contains("weaved-br-1.0"), both);
        for (Firewall each : List.of(firewall, other, firewall, other)) {
            host.call(() -> {
                each.restore();
                return null;
            });
            assertEquals(both, all(program));
        }
        // Whose TAP is there is at work.
        host.ip("tuntap add mode tap " + WeaveBridge.tapName("weave"));
        host.call(() -> {
            assertEquals(List.of(), other.remove());
            return null;
        });
        assertEquals(FILTER, ours(program, "filter"));
        assertEquals(NAT, ours(program, "nat"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void shouldTryAgainWhatWasRefusedThoughNobodyChangedTheRulesSince(String program)
            throws Exception {
        host.run(program, "-A", "FORWARD", "-s", "192.0.2.1", "-j", "DROP").orFail();
        Path refusal = folder.resolve("refusal");
        firewall = new Firewall("weave", 6784, "docker0", 6783, () -> refusingWhile(refusal));
        firewall.expose(List.of("10.32.0.0/16"), List.of());
        look();
        look();
        assertEquals(FILTER, ours(program, "filter"));

        host.run(program, "-D", "FORWARD", "-o", "weave", "-j", "WEAVE-EXPOSE").orFail();
        Files.createFile(refusal);
        look();
        assertNotEquals(FILTER, ours(program, "filter"));
        Files.delete(refusal);
        look();

        assertEquals(FILTER, ours(program, "filter"));
    }

    /** Programs that write nothing as long as there is such a file. */
    private static Optional<Iptables> refusingWhile(Path file) {
        String refusing =
                "case $1 in *-restore) ! [ -e " + file + " ] || exit 4;; esac; exec \"$@\"";
        return Iptables.choose(List.of("sh", "-c", refusing, "sh"), Iptables.legacyTables());
    }

    private String all(String program) {
        return host.run(program, "-S").orFail() + host.run(program, "-t", "nat", "-S").orFail();
    }

    private void look() throws Exception {
        host.call(() -> {
            firewall.look();
            return null;
        });
    }

    private List<String> ours(String program, String table) {
        return host.run(program, "-t", table, "-S")
                .orFail()
                .lines()
                .filter(line ->
                        line.contains("WEAVE") || line.contains("weave") || line.contains("6784"))
                .toList();
    }
}
