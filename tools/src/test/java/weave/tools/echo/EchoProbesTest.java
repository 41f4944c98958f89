package weave.tools.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;

class EchoProbesTest {
    private static final long SELF = 0x02005E005301L;
    private static final PeerName PEER = new PeerName(0x02005E005302L);
    private static final long NONCE = 77;
    private static final int SIZE = 64;
    private static final long TIMEOUT = 1_000;

    private final EchoProbes probes = new EchoProbes(NONCE);
    private final MemorySegment frame = MemorySegment.ofArray(new byte[200]);

    @Test
    void shouldTellHowLongItTook() {
        Probe probe = begin(100);
        EchoFrame.turnIntoReply(frame);
        probes.replied(frame, 350);
        assertEquals(new EchoOutcome.Answered(250), probe.answer().join());
        assertEquals(-1, probes.nanosToNextDeadline(350));
    }

    @Test
    void shouldIgnoreRepliesThatNobodyWaitsFor() {
        Probe probe = begin(0);
        int sequence = EchoFrame.sequence(frame);
        reply(PEER.value(), sequence + 1, NONCE, SIZE);
        reply(PEER.value(), sequence, NONCE + 1, SIZE);
        reply(PEER.value() + 1, sequence, NONCE, SIZE);
        reply(PEER.value(), sequence, NONCE, SIZE - 1);
        assertFalse(probe.answer().isDone());
        reply(PEER.value(), sequence, NONCE, SIZE);
        assertTrue(probe.answer().isDone());
        reply(PEER.value(), sequence, NONCE, SIZE);
    }

    @Test
    void shouldGiveUpAfterTheTimeout() {
        Probe early = begin(0);
        Probe late = begin(400);
        assertEquals(100, probes.nanosToNextDeadline(900));
        probes.expire(999);
        assertFalse(early.answer().isDone());
        probes.expire(1_000);
        assertEquals(new EchoOutcome.Silence(), early.answer().join());
        assertEquals(400, probes.nanosToNextDeadline(1_000));
        probes.abandon("the end");
        assertEquals(new EchoOutcome.NotSent("the end"), late.answer().join());
    }

    @Test
    void shouldSayWhenARequestCouldNotBeSent() {
        Probe probe = begin(0);
        probes.notSent("too long");
        assertEquals(new EchoOutcome.NotSent("too long"), probe.answer().join());
    }

    @Test
    void shouldHaveRoomForSoManyOnly() {
        for (int i = 0; i < EchoProbes.IN_FLIGHT_MAX; i++) {
            assertFalse(probes.isFull());
            begin(0);
        }
        assertTrue(probes.isFull());
    }

    @Test
    void shouldLimitAnswersInTheLongRunAndAllowABurst() {
        AnswerLimit limit = new AnswerLimit(0);
        int allowed = 0;
        for (long nanos = 0; nanos < 1_000_000_000L; nanos += 10_000) {
            allowed += limit.allows(nanos) ? 1 : 0;
        }
        assertEquals(AnswerLimit.PER_SECOND + AnswerLimit.BURST, allowed, 1);
        // A silence saves up no more than a burst.
        allowed = 0;
        for (int i = 0; i < 1_000; i++) {
            allowed += limit.allows(5_000_000_000L) ? 1 : 0;
        }
        assertEquals(AnswerLimit.BURST, allowed);
    }

    private Probe begin(long nowNanos) {
        Probe probe = new Probe(PEER, SIZE, TIMEOUT, new CompletableFuture<>());
        probes.begin(probe, SELF, frame, nowNanos);
        return probe;
    }

    private void reply(long from, int sequence, long nonce, int size) {
        EchoFrame.writeRequest(frame, from, SELF, sequence, nonce, size);
        EchoFrame.turnIntoReply(frame);
        probes.replied(frame, 10);
    }
}
