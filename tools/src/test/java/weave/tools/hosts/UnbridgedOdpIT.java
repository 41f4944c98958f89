package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.InKernelLab;

/**
 * Two hosts without a bridge: two containers each on ports of Open vSwitch's datapath. In the lab a
 * start takes long, so all tests share the hosts, one after the other.
 */
@InKernelLab
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnbridgedOdpIT {
    private static final String WITHOUT_BRIDGE = "--no-bridged-fastdp";
    private static final String FASTDP = "fastdp";
    private static final String PASSWORD = "--password=unbreakable";
    private static final int ESP_PACKETS = 10;
    private static final int TRANSFER_BYTES = 300_000;
    private static final Pattern NO_TROUBLES = Pattern.compile("\"Troubles\": *\\[ *\\]");

    private static final Pattern LEFT = Pattern.compile("(?m)^\\d+: (weave|vethwe|vxlan|datapath)");

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Container first;
    private Container second;
    private Container third;
    private Container fourth;
    private List<Container> all;

    @BeforeAll
    void start() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        launch(one);
        launch(two, "--peers=" + one.address());
        one.awaitAnswers();
        two.awaitAnswers();
        first = lab.attached(one);
        second = lab.attached(one);
        third = lab.attached(two);
        fourth = lab.attached(two);
        all = List.of(first, second, third, fourth);
        one.awaitCarriedBy(FASTDP, two);
    }

    private static void launch(Host host, String... further) {
        List<String> flags = new ArrayList<>(List.of(further));
        flags.addAll(
                List.of("--name=" + host.peerName(), "--no-discovery", "--no-dns", WITHOUT_BRIDGE));
        host.launch(flags.toArray(String[]::new));
    }

    @Test
    @Order(1)
    void shouldBePortsOfTheDatapath() {
        for (Host host : List.of(one, two)) {
            String shown = run(host, "ovs-dpctl", "show", "weave");
            assertTrue(shown.contains("port 0: weave (internal)"), shown);
            assertEquals(2, shown.split(": vethwepl", -1).length - 1, shown);
            assertTrue(shown.contains("vxlan-6784"), shown);
            String links = host.namespace().ip("-d link");
            assertFalse(links.contains("\n    bridge ") || links.contains("vethwe-"), links);
            assertTrue(links.contains("link/ether " + host.peerName()), links);
            host.awaitLog("Bridge type is fastdp", Host.SOON);
            String report = host.get("/report").replace(" ", "");
            assertTrue(report.contains("\"BridgeType\":\"fastdp\""), report);
        }
    }

    @Test
    @Order(2)
    void shouldCarryBetweenAllOfThem() throws Exception {
        for (Container from : all) {
            for (Container to : all) {
                if (from != to) {
                    from.awaitReaches(to, Host.SOON);
                }
            }
        }
        Traffic.tcpBothWays(first, second, TRANSFER_BYTES);
        Traffic.tcpBothWays(first, third, TRANSFER_BYTES);
        Traffic.tcpBothWays(fourth, second, TRANSFER_BYTES);

        // From port to port, and from port to tunnel, without user space.
        String flows = flows(one);
        assertTrue(isAny(flows, "in_port\\(\\d\\),eth\\(src=" + mac(first), mac(second)), flows);
        assertTrue(flows.contains("set(tunnel("), flows);
        assertUntroubled(one);
        assertUntroubled(two);
    }

    @Test
    @Order(3)
    void shouldFloodToAllPortsAndPeers() {
        for (Container to : List.of(second, third, fourth)) {
            // Requests go to the broadcast address until the end.
            String said =
                    first.namespace()
                            .run("arping", "-b", "-c", "2", "-w", "10", "-I", "ethwe", to.ip())
                            .orFail();
            assertTrue(said.contains("Received 2 response"), said);
        }
    }

    @Test
    @Order(4)
    void shouldReachTheHostThatIsExposed() {
        HttpAnswer answer = one.http("POST", "/expose", "address=10.32.1.1/12");
        assertEquals(200, answer.code(), answer.body());

        Box.awaitReaches(second.namespace(), "10.32.1.1", Host.SOON);
        Box.awaitReaches(third.namespace(), "10.32.1.1", Host.SOON);
        Box.awaitReaches(one.namespace(), fourth.ip(), Host.SOON);
        assertEquals(200, one.http("POST", "/hide", "").code());
        assertFalse(Box.reaches(one.namespace(), fourth.ip()));
    }

    @Test
    @Order(5)
    void shouldForgetOneThatIsDetachedAndKnowItWhereItIsAttachedAnew() {
        String mac = mac(second);
        assertTrue(flows(one).contains(mac), flows(one));
        second.detach(one);

        Await.until(
                () -> "nothing of " + mac + " in " + flows(one),
                Host.SOON,
                () -> !flows(one).contains(mac));
        assertTrue(isAny(flows(one), "set\\(tunnel\\(", ""), "flows of others are gone");
        assertFalse(run(one, "ovs-dpctl", "show", "weave").contains("port 4: vethwepl"));

        second.attach(two);
        for (Container other : List.of(first, third, fourth)) {
            other.awaitReaches(second, Host.SOON);
        }
        second.detach(two);
        second.attach(one);
        for (Container other : List.of(first, third, fourth)) {
            other.awaitReaches(second, Host.SOON);
        }
    }

    @Test
    @Order(6)
    void shouldCarryOnWhenKilledAndBeTakenOver() {
        first.awaitReaches(third, Host.SOON);
        first.awaitReaches(second, Host.SOON);
        one.kill();

        // Until neighbours ask again who somebody is, who asked before finds the way.
        assertTrue(first.reaches(third) || first.reaches(third), flows(one));
        assertTrue(first.reaches(second) || first.reaches(second), flows(one));

        launch(one, "--resume");
        one.awaitAnswers();
        one.awaitCarriedBy(FASTDP, two);
        for (Container to : List.of(second, third, fourth)) {
            first.awaitReaches(to, Host.SOON);
            to.awaitReaches(first, Host.SOON);
        }
        assertTrue(one.get("/ps").contains("\n" + second.namespace().name()), one.get("/ps"));
        assertUntroubled(one);
    }

    @Test
    @Order(7)
    void shouldCarryInEspWithAPassword() {
        one.kill();
        two.kill();
        launch(one, "--resume", PASSWORD);
        launch(two, "--resume", PASSWORD);
        one.awaitAnswers();
        two.awaitAnswers();
        for (Host host : List.of(one, two)) {
            host.awaitConnection("established", "fastdp .*encrypted=true", Host.SOON);
        }
        CableCapture cable = CableCapture.start(one, "eth0");

        for (Container from : List.of(first, second)) {
            for (Container to : List.of(third, fourth)) {
                from.awaitReaches(to, Host.SOON);
            }
        }

        cable.awaitEsp(ESP_PACKETS);
        assertEquals(0, cable.inClear("udp"), "VXLAN in clear");
        String flows = flows(one);
        assertTrue(flows.contains("set(skb_mark(0x20000)),set(tunnel("), flows);
        assertUntroubled(one);
    }

    @Test
    @Order(8)
    void shouldRefuseAnotherTypeAndLeaveNothingWhenReset() {
        two.kill();
        two.launch("--name=" + two.peerName(), "--datapath=sleeve");
        two.awaitLog(
                "Existing bridge type \"fastdp\" is different than requested \"bridge\"",
                Host.SOON);
        two.awaitExit();
        assertEquals(1, two.exitStatus());
        assertTrue(run(two, "ovs-dpctl", "show", "weave").contains("vethwepl"));

        one.weave("reset").orFail();
        Await.until(
                () -> "nothing is left: " + one.namespace().ip("-o link"),
                Host.SOON,
                () -> !LEFT.matcher(one.namespace().ip("-o link")).find());
        assertEquals("", run(one, "ip", "xfrm", "state") + run(one, "ip", "xfrm", "policy"));
    }

    private static boolean isAny(String flows, String pattern, String part) {
        Pattern wanted = Pattern.compile(pattern);
        return flows.lines().anyMatch(flow -> wanted.matcher(flow).find() && flow.contains(part));
    }

    private static String mac(Container container) {
        String link = container.namespace().ip("link show ethwe");
        return link.replaceAll("(?s).*link/ether ([0-9a-f:]+) .*", "$1");
    }

    private static String flows(Host host) {
        return run(host, "ovs-dpctl", "dump-flows", "weave");
    }

    private static String run(Host host, String... command) {
        return host.namespace().run(command).orFail();
    }

    /** Nothing was refused by the kernel, or not understood, or came too fast. */
    private static void assertUntroubled(Host host) {
        assertTrue(NO_TROUBLES.matcher(host.get("/report")).find(), host.get("/report"));
    }
}
