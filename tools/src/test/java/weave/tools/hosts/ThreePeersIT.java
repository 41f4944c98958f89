package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Three hosts: in a chain, and finding each other. */
@Privileged
class ThreePeersIT {
    private static final long TRANSFER_BYTES = 20_000_000;
    private static final int UDP_ATTEMPTS = 40;
    // A neighbour that is gone without a word is given up after a minute.
    private static final Duration HEARTBEAT_TIME = Duration.ofSeconds(70);
    // Attempts to reach a host that was away come at growing intervals.
    private static final Duration RETRY_TIME = Duration.ofSeconds(120);

    @RegisterExtension final Lab lab = Lab.sleeve();

    @Test
    void shouldRelayInAChainAndRecoverWhenTheMiddleOneDies() throws Exception {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        lab.cable(one, two);
        lab.cable(two, three);
        // The two ends have no cable between them: what passes is relayed.
        one.start("--no-discovery", "--peers=" + Lab.address(0, 2));
        two.start("--no-discovery");
        three.start("--no-discovery", "--peers=" + Lab.address(1, 1));
        two.awaitConnectedTo(one, three);
        Container left = lab.container(one);
        Container middle = lab.container(two);
        Container right = lab.container(three);
        left.awaitReaches(right, Host.SOON);
        left.awaitReaches(middle, Host.SOON);
        assertFalse(one.connectedTo(three));
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        Traffic.arp(right, left);
        Traffic.multicast(left, middle, right);
        Traffic.udpEcho(left, right, 9_000, UDP_ATTEMPTS);

        two.kill();
        left.awaitCutOffFrom(right, HEARTBEAT_TIME);
        Await.until(
                "one has no connection left",
                HEARTBEAT_TIME,
                () -> !one.connectedTo(two) && !one.get("/status/peers").contains("three"));

        two.start("--no-discovery");
        left.awaitReaches(right, RETRY_TIME);
        middle.awaitReaches(left, Host.SOON);
        two.awaitConnectedTo(one, three);
        Traffic.tcpBothWays(right, left, TRANSFER_BYTES);
    }

    @Test
    void shouldFindEachOtherWhenDiscoveryIsOn() throws Exception {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        lab.network(Lab.ETHERNET_MTU, one, two, three);
        one.start();
        two.start("--peers=" + one.address());
        // Only told of one, it learns of the other from it.
        three.start(one.address());
        one.awaitConnectedTo(two, three);
        three.awaitConnectedTo(two);
        Container left = lab.container(two);
        Container right = lab.container(three);
        left.awaitReaches(right, Host.SOON);
        one.kill();
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
    }
}
