package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * The fast datapath of two hosts with a password, on a kernel with ESP: by VXLAN, at last with Open
 * vSwitch at one end. One pair of hosts for all tests, one after the other: in the lab, a start
 * takes long. What is on the cable between them is captured all the time.
 */
@InKernelLab
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EspIT {
    private static final String PASSWORD = "--password=unbreakable";
    private static final String VXLAN = "--datapath=vxlan";
    private static final String ODP = "--datapath=odp";
    private static final String REKEY = "--esp-rekey=10s";
    private static final int BLOCKS = 50;
    private static final Pattern SPI = Pattern.compile("proto esp spi 0x([0-9a-f]+)");

    /** Who sends from it goes by no rule of the daemon's. */
    private static final int STRANGER_PORT = 7777;

    private static final int STRANGER_DATAGRAMS = 3;

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Container left;
    private Container right;
    private CableCapture cable;

    @BeforeAll
    void connect() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        cable = CableCapture.start(one, "eth0");
        one.launch("--name=" + one.peerName(), PASSWORD, VXLAN, REKEY);
        two.start(PASSWORD, VXLAN, REKEY, "--peers=" + one.address());
        one.awaitAnswers();
        awaitCarriedBy("fastdp");
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
    }

    @Test
    @Order(1)
    void shouldCarryFramesInEspAndNoneInClear() {
        left.namespace().run("ping", "-n", "-c", "5", "-i", "0.2", right.ip()).orFail();

        cable.awaitEsp(10);
        assertNothingInClear();
        assertKernelState(one, two);
        assertKernelState(two, one);
        assertFalse(String.join("\n", one.log()).contains("unbreakable"));
    }

    private static void assertKernelState(Host host, Host other) {
        String states = states(host);
        assertTrue(states.contains("mode transport"), states);
        assertTrue(states.contains("aead rfc4106(gcm(aes)) 0x"), states);
        assertTrue(states.contains("replay_window 256"), states);
        assertTrue(states.contains("flag esn"), states);
        String policies = run(host, "ip", "xfrm", "policy");
        assertTrue(
                policies.contains(
                        "src " + host.address() + "/32 dst " + other.address() + "/32 proto udp"),
                policies);
        assertTrue(policies.contains("mark 0x20000/0x20000"), policies);
        String mangle = run(host, "iptables-save", "-t", "mangle");
        assertTrue(mangle.contains("-A WEAVE-IPSEC-OUT -d " + other.address() + "/32 "), mangle);
        assertTrue(mangle.contains("-m esp --espspi "), mangle);
        String filter = run(host, "iptables-save", "-t", "filter");
        assertTrue(
                filter.contains(
                        "-A OUTPUT ! -p esp -m policy --dir out --pol none -m mark --mark"
                                + " 0x20000/0x20000 -j DROP"),
                filter);
    }

    @Test
    @Order(2)
    void shouldTakeNoVxlanInClear() throws Exception {
        String mark = "MARK --set-xmark 0x0/0x20000";
        run(two, ("iptables -t mangle -A OUTPUT -p udp --sport 7777 -j " + mark).split(" "));

        two.namespace().call(() -> sendVxlan(one.address()));

        Await.until(
                () -> "dropped: " + droppedIn(one),
                Host.SOON,
                () -> droppedIn(one) >= STRANGER_DATAGRAMS);
        cable.awaitInClear(STRANGER_DATAGRAMS, "udp src port " + STRANGER_PORT);
        assertNothingInClear();
    }

    private static Void sendVxlan(String to) throws Exception {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(STRANGER_PORT));
            for (int i = 0; i < STRANGER_DATAGRAMS; i++) {
                ByteBuffer vxlan = ByteBuffer.allocate(100).put(0, (byte) 0x08);
                channel.send(vxlan, new InetSocketAddress(to, CableCapture.VXLAN_PORT));
            }
            return null;
        }
    }

    /** How many packets the rule against VXLAN in clear has dropped. */
    private static long droppedIn(Host host) {
        return run(host, "iptables", "-t", "filter", "-nvxL", "WEAVE-IPSEC-IN")
                .lines()
                .filter(line -> line.contains("DROP"))
                .mapToLong(line -> Long.parseLong(line.strip().split(" +")[0]))
                .sum();
    }

    @Test
    @Order(3)
    void shouldGoBySleeveWhileEspDoesNotPass() {
        run(one, "iptables", "-A", "INPUT", "-p", "esp", "-j", "DROP");
        awaitCarriedBy("sleeve");
        left.awaitReaches(right, Host.SOON);
        run(one, "iptables", "-D", "INPUT", "-p", "esp", "-j", "DROP");
        awaitCarriedBy("fastdp");

        left.awaitReaches(right, Host.SOON);
        assertNothingInClear();
    }

    @Test
    @Order(4)
    void shouldSendNothingInClearWhileSomebodyHasFlushedTheRules() {
        run(two, "iptables", "-t", "mangle", "-F");
        run(two, "iptables", "-t", "filter", "-F");

        // Heartbeats go on meanwhile.
        Await.until(
                () -> "its rules again: " + run(two, "iptables-save"),
                Host.SOON,
                () -> run(two, "iptables-save", "-t", "mangle").contains("-A WEAVE-IPSEC-OUT -d "));
        left.awaitReaches(right, Host.SOON);
        assertNothingInClear();
        awaitCarriedBy("fastdp");
    }

    @Test
    @Order(5)
    void shouldRenewKeysWhileAStreamRuns() throws Exception {
        try (SteadyStream stream = SteadyStream.between(left, right)) {
            stream.awaitMore(BLOCKS, Host.SOON);
            Set<String> old = spis(one);
            assertFalse(old.isEmpty());
            // Both directions have others, and those before are gone: the stream goes by the new.
            Await.until(
                    () -> "other keys than " + old + ": " + states(one),
                    Host.SOON,
                    () -> spis(one).size() >= 2 && spis(one).stream().noneMatch(old::contains));
            stream.awaitMore(BLOCKS, Host.SOON);
        }
        assertEquals(1, run(one, "ip", "xfrm", "policy").split("proto udp", -1).length - 1);
        awaitCarriedBy("fastdp");
        assertNothingInClear();
    }

    @Test
    @Order(6)
    void shouldTakeNewKeysWhenSomebodyHasFlushedThose() {
        run(one, "ip", "xfrm", "state", "flush");

        // The neighbour sees that nothing arrives any more, and says anew how to send.
        Await.until(
                () -> "sends and receives anew: " + states(one),
                Host.SOON,
                () ->
                        states(one).contains("src " + one.address() + " dst ")
                                && states(one).contains("src " + two.address() + " dst "));
        awaitCarriedBy("fastdp");
        left.awaitReaches(right, Host.SOON);
        assertNothingInClear();
    }

    @Test
    @Order(7)
    void shouldCarryOnInEspWhenKilledAndBeTakenOver() {
        Set<String> before = spis(one);
        one.kill();
        // What the kernel has goes on, without the daemon and encrypted.
        assertFalse(spis(one).isEmpty());
        assertTrue(left.reaches(right) || left.reaches(right), states(one));

        one.start(PASSWORD, VXLAN);
        awaitCarriedBy("fastdp");

        Await.until(
                () -> "keys of its own: " + states(one),
                Host.SOON,
                () -> spis(one).stream().anyMatch(spi -> !before.contains(spi)));
        left.awaitReaches(right, Host.SOON);
        assertNothingInClear();
    }

    @Test
    @Order(8)
    void shouldCarryInEspWhatOpenVswitchSends() {
        two.kill();
        two.launch("--name=" + two.peerName(), PASSWORD, ODP, "--peers=" + one.address());
        two.awaitAnswers();
        awaitCarriedBy("fastdp");

        Await.until(
                () -> "marked by a flow: " + flows(two),
                Host.SOON,
                () ->
                        left.reaches(right)
                                && flows(two).contains("set(skb_mark(0x20000)),set(tunnel("));
        assertNothingInClear();
    }

    private static String flows(Host host) {
        return run(host, "ovs-dpctl", "dump-flows", "datapath");
    }

    @Test
    @Order(9)
    void shouldBeRefusedWithNothingLeftWhenStartedWithoutAPassword() {
        two.kill();
        two.start(ODP, "--peers=" + one.address());

        two.awaitLog("but peer requested an encrypted connection", Host.SOON);
        Await.until(() -> "nothing is left: " + left(two), Host.SOON, () -> left(two).isEmpty());
        assertFalse(left.reaches(right), "reached in spite of it");
        assertNothingInClear();
    }

    @Test
    @Order(10)
    void shouldLeaveNothingWhenReset() {
        one.weave("reset").orFail();

        Await.until(() -> "nothing is left: " + left(one), Host.SOON, () -> left(one).isEmpty());
    }

    private static String left(Host host) {
        String rules = run(host, "iptables-save");
        return states(host)
                + run(host, "ip", "xfrm", "policy")
                + (Pattern.compile("IPSEC|0x20000/0x20000 -j").matcher(rules).find() ? rules : "");
    }

    private void assertNothingInClear() {
        assertEquals(0, cable.inClear("not udp src port " + STRANGER_PORT), "VXLAN in clear");
    }

    private void awaitCarriedBy(String overlay) {
        one.awaitConnection("established", overlay + " .*encrypted=true", Host.SOON);
        two.awaitConnection("established", overlay + " .*encrypted=true", Host.SOON);
    }

    private static Set<String> spis(Host host) {
        return SPI.matcher(states(host))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static String states(Host host) {
        return run(host, "ip", "xfrm", "state");
    }

    private static String run(Host host, String... command) {
        return host.namespace().run(command).orFail();
    }
}
