package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
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
 * Two hosts, frames of the first carried by Open vSwitch's datapath; those of the second, too, then
 * by VXLAN without it, and at last by sleeve alone. In the lab a start takes long, so all tests
 * share the hosts, one after the other.
 */
@InKernelLab
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OdpIT {
    private static final String FASTDP = "fastdp";
    private static final String SLEEVE = "sleeve";
    private static final int TRANSFER_BYTES = 1_000_000;
    private static final int BLOCKS = 100;
    private static final int PINGS = 10;
    private static final String DROP = "INPUT -p udp --dport 6784 -j DROP";
    private static final String DAMAGE =
            "dev eth0 root netem delay 3ms 2ms loss 2% reorder 25% 50%";

    /** Found in flows that lead into a tunnel. */
    private static final String SENT = "set\\(tunnel\\(";

    private static final Pattern NO_TROUBLES = Pattern.compile("\"Troubles\": *\\[ *\\]");
    private static final Pattern BYTES = Pattern.compile("bytes:(\\d+)");
    private static final Pattern RECEIVED = Pattern.compile("(\\d+) received");

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Container left;
    private Container right;

    @BeforeAll
    void start() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        launch(one, "odp");
        launch(two, "odp", "--peers=" + one.address());
        one.awaitAnswers();
        two.awaitAnswers();
        one.awaitCarriedBy(FASTDP, two);
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
    }

    private static void launch(Host host, String datapath, String... further) {
        List<String> flags = new ArrayList<>(List.of(further));
        flags.addAll(
                List.of(
                        "--name=" + host.peerName(),
                        "--no-discovery",
                        "--no-dns",
                        "--datapath=" + datapath));
        host.launch(flags.toArray(String[]::new));
    }

    @Test
    @Order(1)
    void shouldCarryInTheKernelWhenBothHaveOpenVswitch() throws Exception {
        awaitFlows(one);
        awaitFlows(two);
        assertCarriesTransfer();
        assertUntroubled(one);
        assertUntroubled(two);
    }

    @Test
    @Order(2)
    void shouldGoOnBySleeveAndReturnWhileAStreamRuns() throws Exception {
        try (SteadyStream stream = SteadyStream.between(left, right)) {
            stream.awaitMore(BLOCKS, Host.SOON);

            run(two, "iptables -I " + DROP);
            stream.awaitMore(BLOCKS, Host.SOON);
            one.awaitCarriedBy(SLEEVE, two);
            stream.awaitMore(BLOCKS, Host.SOON);

            run(two, "iptables -D " + DROP);
            one.awaitCarriedBy(FASTDP, two);
            awaitGrowth(one, stream);
        }
    }

    @Test
    @Order(3)
    void shouldLoseNothingOfAStreamWhenTheCableIsDamaged() throws Exception {
        try (SteadyStream stream = SteadyStream.between(left, right)) {
            stream.awaitMore(BLOCKS, Host.SOON);
            run(one, "tc qdisc add " + DAMAGE);
            run(two, "tc qdisc add " + DAMAGE);
            stream.awaitMore(BLOCKS * 3, Host.SOON);

            assertTrue(one.connectedTo(two), one.get("/status/connections"));
            String damage = run(one, "tc -s qdisc show dev eth0");
            assertTrue(damage.contains("netem") && !damage.contains("dropped 0"), damage);
            run(one, "tc qdisc del dev eth0 root");
            run(two, "tc qdisc del dev eth0 root");
            one.awaitCarriedBy(FASTDP, two);
            awaitGrowth(one, stream);
        }
    }

    @Test
    @Order(4)
    void shouldMakeThePortToNeighboursAnewWhenSomebodyDeletesIt() {
        run(two, "ip link del vxlan-6784");

        Await.until(
                () -> "vxlan-6784 in " + run(two, "ip -o link"),
                Host.SOON,
                () -> run(two, "ip -o link").contains("vxlan-6784"));
        awaitFlows(two);
        one.awaitCarriedBy(FASTDP, two);
    }

    @Test
    @Order(5)
    void shouldReachContainersAgainWhenSomebodyDeletesThePairToTheBridge() {
        run(two, "ip link del vethwe-bridge");

        two.awaitLog("bridge restored, vethwe-bridge is its port", Host.SOON);
        left.awaitReaches(right, Host.SOON);
        awaitFlows(two);
    }

    @Test
    @Order(6)
    void shouldCarryOnWhenKilledAndBeTakenOver() {
        awaitFlows(two);
        long before = bytes(two);
        two.kill();

        int answered = answered(left, right);
        assertTrue(answered > PINGS / 2, answered + " without the daemon: " + flows(two));

        restartTwo("odp");
        one.awaitCarriedBy(FASTDP, two);
        // A flow that was made anew would have begun to count at zero.
        Await.until(
                () -> before + " bytes and more in " + flows(two),
                Host.SOON,
                () -> bytes(two) >= before);
        left.awaitReaches(right, Host.SOON);
        assertUntroubled(two);
    }

    @Test
    @Order(7)
    void shouldUnderstandVxlanWithoutOpenVswitch() throws Exception {
        two.kill();
        restartTwo("vxlan");
        one.awaitCarriedBy(FASTDP, two);

        awaitFlows(one);
        assertCarriesTransfer();
    }

    @Test
    @Order(8)
    void shouldReachWhoHasSleeveAlone() throws Exception {
        two.kill();
        restartTwo(SLEEVE);
        one.awaitCarriedBy(SLEEVE, two);
        left.awaitReaches(right, Host.SOON);

        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
    }

    private void restartTwo(String datapath) {
        launch(two, datapath, "--peers=" + one.address());
        two.awaitAnswers();
    }

    /** Until frames to the other host have been carried by a flow. */
    private void awaitFlows(Host host) {
        long before = bytes(host);
        Await.until(
                () -> "tunnels in " + flows(host) + host.get("/status/connections"),
                Host.SOON,
                () -> {
                    left.reaches(right);
                    return bytes(host) > before;
                });
    }

    /** The rest may have gone by sleeve, as long as a heartbeat was late. */
    private void assertCarriesTransfer() throws Exception {
        long before = bytes(one);
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        long carried = bytes(one) - before;
        assertTrue(carried > TRANSFER_BYTES / 2, carried + " bytes by flows; " + flows(one));
    }

    private static void awaitGrowth(Host host, SteadyStream stream) {
        long before = bytes(host);
        Await.until(
                () -> "more than " + before + " in " + flows(host),
                Host.SOON,
                () -> {
                    stream.awaitMore(BLOCKS, Host.SOON);
                    return bytes(host) > before;
                });
    }

    /** What the kernel's flows into tunnels have carried. */
    private static long bytes(Host host) {
        return flows(host)
                .lines()
                .filter(Pattern.compile(SENT).asPredicate())
                .map(BYTES::matcher)
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private static String flows(Host host) {
        return run(host, "ovs-dpctl dump-flows datapath");
    }

    private static String run(Host host, String command) {
        return host.namespace().run(command.split(" ")).orFail();
    }

    /** Nothing was refused by the kernel, or not understood, or came too fast. */
    private static void assertUntroubled(Host host) {
        assertTrue(NO_TROUBLES.matcher(host.get("/report")).find(), host.get("/report"));
    }

    private static int answered(Container from, Container to) {
        String said =
                from.namespace()
                        .run("ping", "-q", "-c", "" + PINGS, "-i", "0.2", "-W", "3", to.ip())
                        .stdout();
        Matcher received = RECEIVED.matcher(said);
        assertTrue(received.find(), said);
        return Integer.parseInt(received.group(1));
    }
}
