package weave.core.fastdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.sleeve.link.Deadline;
import weave.testkit.Seed;

/** Times in tests are milliseconds. */
class FastLinkTest {
    private static final long UID = 0x1122_3344_5566_7788L;
    private static final int IP = 0x0A4D0001;
    private static final int FULL = 1390;
    private static final int SHORT = FastHeartbeat.LENGTH_MIN;
    private static final long MILLI = 1_000_000;

    /** Writes down what the link has done for it. */
    private static final class Actions implements FastLinkActions {
        private final List<String> lines = new ArrayList<>();

        List<String> take() {
            List<String> taken = List.copyOf(lines);
            lines.clear();
            return taken;
        }

        @Override
        public void sendHeartbeat(int length) {
            lines.add("beat " + length);
        }

        @Override
        public void sendControl(int tag) {
            lines.add("control " + tag);
        }

        @Override
        public void established() {
            lines.add("established");
        }

        @Override
        public void unhealthy(String reason) {
            lines.add("unhealthy: " + reason);
        }

        @Override
        public void recovered() {
            lines.add("recovered");
        }

        @Override
        public void remoteIp(int ip) {
            lines.add("remote " + Integer.toHexString(ip));
        }
    }

    private final Actions actions = new Actions();
    private long now;

    private FastLink link(boolean quick) {
        return new FastLink(actions, UID, IP, FULL, quick, 1);
    }

    /** Runs the link's timers until a time; what it did meanwhile. */
    private List<String> until(FastLink link, long millis) {
        long end = millis * MILLI;
        while (link.nextDeadlineNanos() <= end) {
            now = link.nextDeadlineNanos();
            link.onTimer(now);
        }
        now = end;
        return actions.take();
    }

    private void hear(FastLink link, int length) {
        link.heartbeatReceived(UID, length, IP, now);
    }

    private FastLink established(boolean quick) {
        FastLink link = link(quick);
        link.confirm(now);
        hear(link, FULL);
        link.control(FastControl.HEARTBEAT_RECEIVED, now);
        actions.take();
        return link;
    }

    /** A neighbour whose every heartbeat arrives. */
    private List<String> hearingUntil(FastLink link, long millis) {
        List<String> done = new ArrayList<>();
        int beats = 0;
        for (long next = now / MILLI + 150; next <= millis; next += 150) {
            done.addAll(until(link, next));
            hear(link, beats++ % 20 == 0 ? FULL : SHORT);
        }
        done.addAll(actions.take());
        return done;
    }

    @Test
    void shouldDoNothingWhenNotConfirmed() {
        FastLink link = link(true);
        assertEquals(Deadline.NEVER, link.nextDeadlineNanos());
        link.control(FastControl.HEARTBEAT_RECEIVED, 0);
        link.onTimer(Long.MAX_VALUE - 1);
        assertEquals(List.of(), actions.take());
        assertFalse(link.isEstablished());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeatTwiceASecondInFullLengthWhenNotEstablished(boolean quick) {
        FastLink link = link(quick);
        link.confirm(0);
        link.confirm(0);
        List<String> done = until(link, 10_000);
        assertEquals(21, done.size());
        assertTrue(done.stream().allMatch(("beat " + FULL)::equals), done.toString());
        assertTrue(link.isHealthy());
    }

    @Test
    void shouldConfirmTheFirstHeartbeatOnly() {
        FastLink link = link(false);
        link.confirm(0);
        actions.take();
        hear(link, FULL);
        hear(link, FULL);
        assertEquals(List.of("control 0"), actions.take());
    }

    @Test
    void shouldBeatEveryTenSecondsWhenEstablishedWithTheOriginal() {
        FastLink link = link(false);
        link.confirm(0);
        actions.take();
        link.control(FastControl.HEARTBEAT_RECEIVED, 0);
        link.control(FastControl.HEARTBEAT_RECEIVED, 0);
        assertEquals(List.of("established"), actions.take());
        assertTrue(link.isEstablished());
        hear(link, FULL);
        actions.take();
        List<String> done = until(link, 55_000);
        assertEquals(5, done.size());
        assertTrue(done.stream().allMatch(("beat " + FULL)::equals), done.toString());
    }

    @Test
    void shouldBeUnhealthyAfterAMinuteOfSilenceWithTheOriginal() {
        FastLink link = established(false);
        until(link, 59_999);
        assertTrue(link.isHealthy());
        List<String> done = until(link, 60_001);
        assertTrue(done.contains("unhealthy: no heartbeat for 60.0 s"), done.toString());
        assertFalse(done.stream().anyMatch(line -> line.startsWith("control")), done.toString());
        assertFalse(link.isHealthy());
        assertTrue(until(link, 300_000).stream().allMatch(line -> line.startsWith("beat")));
        hear(link, FULL);
        assertEquals(List.of("recovered"), actions.take());
        assertTrue(link.isHealthy());
    }

    @Test
    void shouldBeUnhealthyAfterAMinuteWhenNothingEverArrives() {
        FastLink link = link(true);
        link.confirm(0);
        List<String> done = until(link, 61_000);
        assertTrue(done.contains("unhealthy: no heartbeat for 60.0 s"), done.toString());
        assertFalse(done.contains("control 2"), "nobody has beaten yet");
        hear(link, FULL);
        assertEquals(List.of("control 0", "recovered"), actions.take());
    }

    @Test
    void shouldDivideTheSlowTimersByTheScale() {
        FastLink link = new FastLink(actions, UID, IP, FULL, false, 100);
        link.confirm(0);
        List<String> done = until(link, 601);
        assertTrue(done.contains("unhealthy: no heartbeat for 60.0 s"), done.toString());
    }

    @Test
    void shouldBeatQuicklyWithOneInTwentyOfFullLengthWhenBothDo() {
        FastLink link = established(true);
        List<String> done = hearingUntil(link, 30_000);
        long full = done.stream().filter(("beat " + FULL)::equals).count();
        long all = done.stream().filter(line -> line.startsWith("beat")).count();
        assertTrue(all >= 198 && all <= 201, "beats: " + all);
        assertEquals(10, full);
        assertEquals(all, done.size(), "nothing else");
    }

    @Test
    void shouldTellTheNeighbourWithinHalfASecondWhenItIsSilent() {
        FastLink link = established(true);
        hearingUntil(link, 3_000);
        long last = now / MILLI;
        List<String> before = until(link, last + 499);
        assertTrue(before.stream().allMatch(line -> line.startsWith("beat")), before.toString());
        List<String> done = until(link, last + 501);
        assertTrue(
                done.containsAll(List.of("control 2", "unhealthy: no heartbeat for 0.5 s")),
                done.toString());
        hear(link, SHORT);
        assertEquals(List.of("control 0", "recovered"), actions.take());
    }

    @Test
    void shouldListenAMomentLongerOnceWhenItWasAsleep() {
        FastLink link = established(true);
        hearingUntil(link, 3_000);
        // Nothing ran here for 0.7 s; what came meanwhile is read after the clock is looked at.
        now += 700 * MILLI;
        link.onTimer(now);
        hear(link, SHORT);
        assertTrue(actions.take().stream().allMatch(line -> line.startsWith("beat")));
        assertTrue(link.isHealthy());

        now += 700 * MILLI;
        link.onTimer(now);
        assertTrue(link.isHealthy());
        now += 700 * MILLI;
        link.onTimer(now);
        assertTrue(actions.take().contains("unhealthy: no heartbeat for 0.5 s"));
    }

    @Test
    void shouldNotTakeThreeLostHeartbeatsForSilence() {
        FastLink link = established(true);
        List<String> done = new ArrayList<>();
        for (int i = 1; i < 200; i++) {
            done.addAll(until(link, i * 450L));
            hear(link, i % 10 == 0 ? FULL : SHORT);
        }
        assertTrue(done.stream().allMatch(line -> line.startsWith("beat")), done.toString());
    }

    @Test
    void shouldWaitAMinuteWhenTheNeighbourHasNotBegunToBeatQuickly() {
        FastLink link = established(true);
        // In full length and every half a second: it has not been confirmed there yet.
        List<String> done = new ArrayList<>();
        for (int i = 1; i < 20; i++) {
            done.addAll(until(link, i * 3_000L));
            hear(link, FULL);
        }
        assertTrue(done.stream().allMatch(line -> line.startsWith("beat")), done.toString());
    }

    @Test
    void shouldBeUnhealthyWhenOnlyShortHeartbeatsArrive() {
        FastLink link = established(true);
        List<String> done = new ArrayList<>();
        for (long next = 150; next <= 9_000 - 150; next += 150) {
            done.addAll(until(link, next));
            hear(link, SHORT);
        }
        assertTrue(done.stream().allMatch(line -> line.startsWith("beat")), done.toString());
        for (long next = 9_000; next <= 12_000; next += 150) {
            done.addAll(until(link, next));
            hear(link, SHORT);
        }
        done.removeIf(line -> line.startsWith("beat"));
        assertEquals(List.of("control 2", "unhealthy: no heartbeat of 1390 bytes arrives"), done);
        hear(link, FULL);
        assertEquals(List.of("control 0", "recovered"), actions.take());
    }

    @Test
    void shouldComplainAboutBothAndRecoverOnceWhenBothAreMissed() {
        FastLink link = established(true);
        hearingUntil(link, 300);
        List<String> done = new ArrayList<>(until(link, 12_000));
        done.removeIf(line -> line.startsWith("beat"));
        assertEquals(List.of("control 2", "unhealthy: no heartbeat for 0.5 s", "control 2"), done);
        hear(link, SHORT);
        assertEquals(List.of(), actions.take(), "the path may be too narrow");
        hear(link, FULL);
        assertEquals(List.of("control 0", "recovered"), actions.take());
    }

    @Test
    void shouldNotSendWhereTheNeighbourMissesOurs() {
        FastLink link = established(true);
        hearingUntil(link, 300);
        link.control(FastControl.HEARTBEAT_MISSED, now);
        link.control(FastControl.HEARTBEAT_MISSED, now);
        assertEquals(List.of("unhealthy: the peer misses our heartbeats"), actions.take());
        hearingUntil(link, 3_000);
        assertFalse(link.isHealthy(), "its heartbeats arrive, ours do not");
        link.control(FastControl.HEARTBEAT_RECEIVED, now);
        assertEquals(List.of("recovered"), actions.take());
    }

    @Test
    void shouldStayUnhealthyUntilBothDirectionsWork() {
        FastLink link = established(true);
        hearingUntil(link, 300);
        link.control(FastControl.HEARTBEAT_MISSED, now);
        until(link, 1_500);
        actions.take();
        link.control(FastControl.HEARTBEAT_RECEIVED, now);
        assertEquals(List.of(), actions.take());
        hear(link, FULL);
        assertEquals(List.of("control 0", "recovered"), actions.take());
    }

    @Test
    void shouldNotFlapWhenTheNeighbourSaysTheSameAgainAndAgain() {
        FastLink link = established(true);
        for (int i = 0; i < 10; i++) {
            link.control(FastControl.HEARTBEAT_RECEIVED, now);
            hear(link, FULL);
        }
        assertEquals(List.of(), actions.take());
    }

    @Test
    void shouldIgnoreComplaintsOfTheOriginalAndUnknownTags() {
        FastLink link = established(false);
        link.control(FastControl.HEARTBEAT_MISSED, now);
        link.control(FastControl.SECURITY_ASSOCIATION, now);
        link.control(-1, now);
        link.control(255, now);
        assertEquals(List.of(), actions.take());
        assertTrue(link.isHealthy());
    }

    @Test
    void shouldFollowTheNeighbourWhenItsAddressChanges() {
        FastLink link = established(true);
        link.heartbeatReceived(UID, FULL, IP + 1, now);
        link.heartbeatReceived(UID, FULL, IP + 1, now);
        assertEquals(List.of("remote a4d0002"), actions.take());
    }

    @Test
    void shouldIgnoreHeartbeatsOfOtherConnections() {
        FastLink link = link(true);
        link.confirm(0);
        actions.take();
        link.heartbeatReceived(UID + 1, FULL, IP + 1, 0);
        assertEquals(List.of(), actions.take());
    }

    @Test
    void shouldDoNothingMoreWhenStopped() {
        FastLink link = established(true);
        link.stop();
        assertEquals(Deadline.NEVER, link.nextDeadlineNanos());
        hear(link, FULL);
        link.control(FastControl.HEARTBEAT_MISSED, now);
        link.confirm(now);
        link.onTimer(Long.MAX_VALUE - 1);
        assertEquals(List.of(), actions.take());
    }

    /** Health is told in turns, never twice the same, whatever comes in whatever order. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellHealthInTurnsWhateverComes(boolean quick) {
        Random random = new Random(Seed.next(FastLinkTest.class));
        FastLink link = link(quick);
        boolean healthy = true;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(3) == 0 ? random.nextLong(20_000 * MILLI) : 100 * MILLI;
            switch (random.nextInt(5)) {
                case 0 -> link.confirm(now);
                case 1 -> link.control(random.nextInt(4) - 1, now);
                case 2 -> hear(link, random.nextBoolean() ? FULL : SHORT);
                default -> link.onTimer(now);
            }
            for (String line : actions.take()) {
                boolean turns = line.startsWith("unhealthy") || line.equals("recovered");
                assertEquals(turns && healthy, line.startsWith("unhealthy"), line);
                healthy = turns ? !healthy : healthy;
            }
            assertEquals(healthy, link.isHealthy());
        }
    }
}
