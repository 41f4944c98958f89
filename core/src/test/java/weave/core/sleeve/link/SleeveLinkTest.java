package weave.core.sleeve.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SleeveLinkTest {
    private static final long UID = 0xABCDL;
    private static final InetSocketAddress A = new InetSocketAddress("10.0.0.1", 1001);
    private static final InetSocketAddress B = new InetSocketAddress("10.0.0.2", 1002);
    private static final byte[] NOTHING = {};

    private final RecordingActions actions = new RecordingActions();

    @Test
    void shouldSendNothingBeforeConfirmation() {
        SleeveLink link = link(A);
        link.control(1, NOTHING, 0);
        link.onTimer(millis(100_000));
        assertDone();
        assertEquals(Long.MAX_VALUE, link.nextDeadlineNanos());
        assertFalse(link.isEstablished());
    }

    @Test
    void shouldSendHeartbeatsFastUntilTheyAreConfirmedAndSlowlyThen() {
        SleeveLink link = link(A);
        link.confirm(0);
        assertDone("heartbeat");
        assertEquals(millis(500), link.nextDeadlineNanos());
        link.onTimer(millis(499));
        assertDone();
        link.onTimer(millis(500));
        assertDone("heartbeat");

        link.control(1, NOTHING, millis(700));
        assertDone("established", "fragmentation test", "probe 60000");
        assertTrue(link.isEstablished());
        assertEquals(millis(10_700), link.nextDeadlineNanos());
        link.onTimer(millis(10_700));
        assertDone("heartbeat");
        assertEquals(millis(20_700), link.nextDeadlineNanos());
    }

    @Test
    void shouldTestAgainButEstablishOnceWhenHeartbeatsAreConfirmedAgain() {
        SleeveLink link = established();
        link.control(1, NOTHING, millis(1_000));
        assertDone("fragmentation test", "probe 60000");
    }

    @Test
    void shouldAdoptTheAddressOfTheFirstHeartbeatAndAnswerAtOnce() {
        SleeveLink link = link(null);
        link.confirm(0);
        assertDone();
        assertNull(link.remoteAddress());
        link.heartbeatReceived(UID, A, millis(10));
        assertDone("remote 1001", "heartbeat", "control 1 ");
        assertEquals(A, link.remoteAddress());
        assertEquals(millis(510), link.nextDeadlineNanos());
    }

    @Test
    void shouldFollowTheNeighbourWhenItMoves() {
        SleeveLink link = link(A);
        link.confirm(0);
        link.heartbeatReceived(UID, A, millis(10));
        assertDone("heartbeat", "control 1 ");
        link.heartbeatReceived(UID, B, millis(20));
        assertDone("remote 1002");
        link.heartbeatReceived(UID, B, millis(30));
        assertDone();
    }

    @Test
    void shouldIgnoreHeartbeatsOfOtherConnections() {
        SleeveLink link = link(null);
        link.confirm(0);
        link.heartbeatReceived(UID + 1, A, millis(10));
        assertDone();
        assertNull(link.remoteAddress());
    }

    @Test
    void shouldFailWhenNoHeartbeatComesForAMinute() {
        SleeveLink link = link(null);
        link.confirm(0);
        link.heartbeatReceived(UID, A, millis(30_000));
        link.heartbeatReceived(UID + 1, A, millis(31_000));
        actions.take();
        while (link.nextDeadlineNanos() < millis(90_000)) {
            link.onTimer(link.nextDeadlineNanos());
        }
        assertTrue(actions.take().stream().allMatch("heartbeat"::equals));
        link.onTimer(millis(90_000));
        assertDone("failed: timed out waiting for UDP heartbeat");
        assertStopped(link);
    }

    @Test
    void shouldFailOnceWhenTheSystemRefusesToSend() {
        SleeveLink link = established();
        link.sendFailed("ENETUNREACH");
        link.sendFailed("again");
        assertDone("failed: ENETUNREACH");
        assertStopped(link);
    }

    @Test
    void shouldRepeatTheFragmentationTestEveryFiveMinutes() {
        SleeveLink link = established();
        link.control(2, NOTHING, millis(1_000));
        assertDone("fragments true");
        assertTrue(link.fragmentationWorks());
        for (long now = 0; now <= millis(300_000); now += millis(1_000)) {
            link.heartbeatReceived(UID, A, now);
            link.onTimer(now);
        }
        List<String> done = actions.take();
        assertEquals(1, done.stream().filter("fragmentation test"::equals).count());
        assertEquals(1, done.stream().filter("fragments false"::equals).count());
        assertFalse(link.fragmentationWorks());
    }

    @Test
    void shouldAnswerProbesAndFragmentationTests() {
        SleeveLink link = established();
        link.probeReceived(1_452);
        link.probeReceived(14);
        link.fragmentationTestReceived();
        assertDone("control 3 059e", "control 3 0000", "control 2 ");
    }

    @Test
    void shouldSearchThePathMtuWhenTheKernelRefuses() {
        SleeveLink link = established();
        link.pathMtu(1_500, 0);
        assertDone("mtu 1438 1472", "probe 1452");
        link.pathMtu(1_500, 0);
        assertDone();
        assertEquals(millis(10), link.nextDeadlineNanos());
        link.control(3, new byte[] {5, (byte) 0x9E}, millis(1));
        assertDone("mtu 1438 1472");
        assertEquals(1_438, link.innerMtu());
        assertEquals(1_472, link.maxPayload());
        assertEquals(millis(10_000), link.nextDeadlineNanos());
    }

    @Test
    void shouldIgnoreControlsThatMakeNoSense() {
        SleeveLink link = established();
        link.control(0, NOTHING, 0);
        link.control(255, new byte[1_000], 0);
        link.control(3, NOTHING, 0);
        link.control(3, new byte[1], 0);
        link.control(3, new byte[2], 0);
        link.control(3, new byte[100], 0);
        link.pathMtu(40, 0);
        link.pathMtu(Integer.MIN_VALUE / 2, 0);
        assertDone();
    }

    @Test
    void shouldDivideTheTimersByTheScale() {
        SleeveLink link = new SleeveLink(actions, UID, A, false, 10);
        link.confirm(0);
        assertEquals(millis(50), link.nextDeadlineNanos());
        link.control(1, NOTHING, 0);
        assertEquals(millis(1_000), link.nextDeadlineNanos());
        link.onTimer(millis(6_000));
        assertEquals("failed: timed out waiting for UDP heartbeat", actions.take().getLast());
    }

    @Test
    void shouldDoNothingWhenStopped() {
        SleeveLink link = established();
        link.stop();
        link.stop();
        assertStopped(link);
    }

    private void assertStopped(SleeveLink link) {
        link.confirm(0);
        link.control(1, NOTHING, 0);
        link.heartbeatReceived(UID, B, 0);
        link.probeReceived(100);
        link.fragmentationTestReceived();
        link.pathMtu(1_500, 0);
        link.sendFailed("anything");
        link.onTimer(Long.MAX_VALUE - 1);
        assertDone();
        assertEquals(Long.MAX_VALUE, link.nextDeadlineNanos());
    }

    private SleeveLink established() {
        SleeveLink link = link(A);
        link.confirm(0);
        link.heartbeatReceived(UID, A, 0);
        link.control(1, NOTHING, 0);
        actions.take();
        return link;
    }

    private SleeveLink link(InetSocketAddress remote) {
        return new SleeveLink(actions, UID, remote, false, 1);
    }

    private void assertDone(String... lines) {
        assertEquals(List.of(lines), actions.take());
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
