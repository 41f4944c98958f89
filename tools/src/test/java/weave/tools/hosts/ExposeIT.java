package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** The host on its own switch, and those outside who go through it. */
@Privileged
class ExposeIT {
    /** Within seconds, rules that somebody flushed are back; this machine may be busy. */
    private static final Duration RESTORED = Duration.ofSeconds(40);

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Box left;
    private Box right;
    private NetworkNamespace outside;

    @BeforeEach
    void startHosts() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        left = new Box(lab, "left");
        right = new Box(lab, "right");
        one.weave("attach", "10.2.0.1/16", left.name()).orFail();
        two.weave("attach", "10.2.0.2/16", right.name()).orFail();
        left.awaitReaches("10.2.0.2");
        // A machine that knows nothing of the overlay.
        outside = lab.namespace("outside");
        NetworkNamespace.join(outside, "eth0", one.namespace(), "out0");
        outside.ip("addr add 192.0.2.2/24 dev eth0");
        one.namespace().ip("addr add 192.0.2.1/24 dev out0");
        one.namespace().run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
    }

    @Test
    void shouldPlugTheHostInAndOutAgain() {
        assertFalse(Box.reaches(one.namespace(), "10.2.0.1"));
        assertEquals("10.2.0.99\n", one.weave("expose", "10.2.0.99/16").orFail());
        assertEquals("10.2.0.99\n", one.weave("expose", "10.2.0.99/16").orFail());
        Box.awaitReaches(one.namespace(), "10.2.0.1", Host.SOON);
        Box.awaitReaches(one.namespace(), "10.2.0.2", Host.SOON);
        right.awaitReaches("10.2.0.99");
        String line = "weave:expose " + one.peerName() + " 10.2.0.99/16\n";
        assertTrue(one.weave("ps").orFail().startsWith(line));
        assertEquals(line, one.weave("ps", "weave:expose").orFail());
        String rules = rules("iptables");
        assertEquals(3, count(rules, "-A WEAVE "), rules);
        assertEquals(1, count(rules, "-A WEAVE-EXPOSE "), rules);

        String report = one.weave("report", "-f", "{{json .Host}}").orFail();
        String exposed = "{\"Address\":\"10.2.0.99/16\",\"Masqueraded\":true,\"Names\":[]}";
        assertTrue(report.contains("\"Bridge\":\"weave\""), report);
        assertTrue(report.contains("\"Attached\":[\"" + left.name() + "\"]"), report);
        assertTrue(report.contains("\"Exposed\":[" + exposed + "]"), report);
        assertTrue(report.contains("\"PacketFilter\":\"iptables"), report);

        assertEquals("10.2.0.99\n", one.weave("hide", "10.2.0.99").orFail());
        NetworkNamespace.Result again = one.weave("hide");
        assertEquals("", again.orFail());
        assertEquals("weave: the host has no address here\n", again.stderr());
        assertFalse(Box.reaches(one.namespace(), "10.2.0.1"));
        rules = rules("iptables");
        assertEquals(0, count(rules, "-A WEAVE "), rules);
        assertEquals(0, count(rules, "-A WEAVE-EXPOSE "), rules);
    }

    @Test
    void shouldKeepOutOfTheNetworksThatTheHostIsIn() {
        NetworkNamespace.Result refused = one.weave("expose", "192.0.2.9/24");
        assertEquals(2, refused.exit());
        assertEquals(
                "weave: 192.0.2.9/24: this host is in 192.0.2.0/24 already, by out0: want another"
                        + " network, such as that of the containers\n",
                refused.stderr());
        assertEquals(400, one.http("POST", "/expose/192.0.2.9/24", "").code());
        assertFalse(one.namespace().ip("addr show weave").contains("192.0.2.9"));
    }

    /** As scripts made for Weave Net do it: they have claimed the address before. */
    @Test
    void shouldExposeOneAddressByHttp() {
        assertEquals(204, one.http("POST", "/expose/10.2.0.98/16", "skipNAT=true").code());
        Box.awaitReaches(one.namespace(), "10.2.0.2", Host.SOON);
        String rules = rules("iptables");
        assertEquals(0, count(rules, "-A WEAVE "), rules);
        assertEquals(204, one.http("POST", "/expose/10.2.0.98/16", "").code());
        rules = rules("iptables");
        assertEquals(3, count(rules, "-A WEAVE "), rules);
        HttpAnswer refused = one.http("POST", "/expose/10.2.0/16", "");
        assertEquals(400, refused.code());
        assertTrue(refused.body().startsWith("unable to parse ip addr: "), refused.body());
    }

    /** With no route to the overlay outside, only masquerading lets containers out. */
    @Test
    void shouldStandInForContainersOutsideUnlessTold() {
        one.weave("expose", "10.2.0.99/16").orFail();
        right.namespace().ip("route add default via 10.2.0.99");
        right.awaitReaches("192.0.2.2");

        one.weave("hide").orFail();
        assertEquals(
                "10.2.0.99\n",
                one.weave("expose", "--without-masquerade", "10.2.0.99/16").orFail());
        right.awaitReaches("10.2.0.99");
        assertFalse(right.reaches("192.0.2.2"));
        outside.ip("route add 10.2.0.0/16 via 192.0.2.1");
        right.awaitReaches("192.0.2.2");
        Box.awaitReaches(outside, "10.2.0.2", Host.SOON);
    }

    /** A service inside is exported by a rule on any exposed host, wherever its container is. */
    @Test
    void shouldLetServicesBeExported() {
        one.weave("expose", "10.2.0.99/16").orFail();
        one.namespace()
                .run(
                        "iptables",
                        "-t",
                        "nat",
                        "-A",
                        "PREROUTING",
                        "-p",
                        "tcp",
                        "-i",
                        "out0",
                        "--dport",
                        "2211",
                        "-j",
                        "DNAT",
                        "--to-destination",
                        "10.2.0.2:5201")
                .orFail();
        right.namespace().start("iperf3", "-s");
        Await.until(
                "the service is reached through the host",
                Host.SOON,
                () ->
                        outside.run("iperf3", "-c", "192.0.2.1", "-p", "2211", "-n", "1K").exit()
                                == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void shouldRestoreRulesAndAddressThatSomebodyTookAway(String program) {
        one.weave("stop").orFail();
        one.awaitExit();
        String unused = program.equals("iptables-nft") ? "iptables-legacy" : "iptables-nft";
        for (String table : new String[] {"filter", "nat", "mangle"}) {
            one.namespace().run(unused, "-w", "-t", table, "-F").orFail();
            one.namespace().run(unused, "-w", "-t", table, "-X").orFail();
        }
        one.namespace()
                .run(program, "-w", "-A", "OUTPUT", "-d", "192.0.2.77", "-j", "DROP")
                .orFail();
        one.start();
        one.weave("expose", "10.2.0.99/16").orFail();
        String before = rules(program);
        assertEquals(3, count(before, "-A WEAVE "), before);

        one.namespace().run(program, "-w", "-F").orFail();
        one.namespace().run(program, "-w", "-t", "nat", "-F").orFail();
        one.namespace().run(program, "-w", "-t", "mangle", "-X", "WEAVE-CANARY").orFail();
        one.namespace()
                .run(program, "-w", "-A", "OUTPUT", "-d", "192.0.2.77", "-j", "DROP")
                .orFail();
        one.namespace().ip("addr del 10.2.0.99/16 dev weave");
        Await.until(
                () -> "the rules are restored: " + rules(program),
                RESTORED,
                () -> rules(program).equals(before));
        Box.awaitReaches(one.namespace(), "10.2.0.1", RESTORED);
    }

    @Test
    void shouldBeExposedAgainAfterAKillAndADeletedBridge() {
        one.weave("expose", "10.2.0.99/16").orFail();
        String before = rules("iptables");
        one.kill();
        one.namespace().ip("link del weave");
        one.namespace().run("iptables", "-t", "nat", "-F").orFail();
        one.start();
        Await.until(
                () -> "the rules are restored: " + rules("iptables"),
                Host.SOON,
                () -> rules("iptables").equals(before));
        one.weave("attach", "10.2.0.3/16", new Box(lab, "new").name()).orFail();
        Box.awaitReaches(one.namespace(), "10.2.0.3", Host.SOON);
        Box.awaitReaches(one.namespace(), "10.2.0.2", Host.SOON);
    }

    private String rules(String program) {
        return one.namespace()
                .run(program + "-save")
                .orFail()
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\[\\d+:\\d+\\]", "");
    }

    private static long count(String rules, String start) {
        return rules.lines().filter(line -> line.startsWith(start)).count();
    }
}
