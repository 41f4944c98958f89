package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Privileged;

/**
 * Peers that cannot join, or leave without a word: a clear line in the log and in status, and the
 * two that are well are not disturbed.
 */
@Privileged
class RefusalsIT {
    private static final String PASSWORD = "one long sentence for all of us";
    // The heartbeat time of the protocol is a minute; this is where it is tested as it is.
    private static final Duration HEARTBEAT_TIME = Duration.ofSeconds(90);

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Host other;
    private Container left;
    private Container right;
    private ConnectionLine before;

    @BeforeEach
    void startTwoThatAreWell() {
        one = lab.host("one").with("WEAVE_PASSWORD", PASSWORD);
        two = lab.host("two").with("WEAVE_PASSWORD", PASSWORD);
        other = lab.host("other");
        lab.network(Lab.ETHERNET_MTU, one, two, other);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
        before = connectionToTwo();
    }

    @AfterEach
    void theTwoShouldNotBeDisturbed() {
        left.awaitReaches(right, Host.SOON);
        // The same TCP connection as before: the port that two dialled from.
        assertEquals(before.address(), connectionToTwo().address());
    }

    private ConnectionLine connectionToTwo() {
        return one.connections().stream().filter(line -> line.names(two)).findFirst().orElseThrow();
    }

    @Test
    void shouldRefuseAPeerWithAnothersName() {
        other.with("WEAVE_PASSWORD", PASSWORD)
                .startNameless("--name=" + one.peerName(), "--peers=" + one.address());
        other.awaitConnection("failed", "collision", Host.SOON);
        one.awaitLog("collision", Host.SOON);
        other.awaitLog("collision", Host.SOON);
    }

    @Test
    void shouldRefuseAWrongPassword() {
        other.with("WEAVE_PASSWORD", "not that sentence").start("--peers=" + one.address());
        other.awaitConnection(
                "failed|retrying", "(?i)decrypt|password|reset|EOF|closed", Host.SOON);
        one.awaitLog("(?i)decrypt|password", Host.SOON);
        assertFalse(one.connectedTo(other));
    }

    @Test
    void shouldRefuseAPeerWithoutThePassword() {
        other.start("--peers=" + one.address());
        other.awaitConnection("failed|retrying", "(?i)password", Host.SOON);
        one.awaitLog("(?i)password specified", Host.SOON);
        assertFalse(one.connectedTo(other));
    }

    @Test
    void shouldGiveUpAPeerThatStopsAnsweringAndTakeItBack() {
        other.with("WEAVE_PASSWORD", PASSWORD).start("--peers=" + one.address());
        other.awaitConnectedTo(one, two);
        Container third = lab.container(other);
        third.awaitReaches(left, Host.SOON);
        other.pause();
        one.awaitLog("(?i)" + other.peerName() + ".*(time|heartbeat)", HEARTBEAT_TIME);
        assertFalse(one.connectedTo(other));
        left.awaitReaches(right, Host.SOON);
        other.resume();
        other.awaitConnectedTo(one, two);
        third.awaitReaches(left, Host.SOON);
    }
}
