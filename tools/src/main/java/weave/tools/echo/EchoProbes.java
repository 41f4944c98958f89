package weave.tools.echo;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** The requests that wait for their replies. Knows neither sockets nor clocks; one thread. */
final class EchoProbes {
    /** One for each sequence number a prober can have in flight at once; far more than needed. */
    static final int IN_FLIGHT_MAX = 64;

    private final long nonce;
    private final Map<Integer, Waiting> waiting = new HashMap<>();
    private int sequence;

    private record Waiting(Probe probe, long sentNanos) {
        long deadlineNanos() {
            return sentNanos + probe.timeoutNanos();
        }
    }

    /**
     * @param nonce random, so that nobody answers who has not seen the request
     */
    EchoProbes(long nonce) {
        this.nonce = nonce;
    }

    boolean isFull() {
        return waiting.size() >= IN_FLIGHT_MAX;
    }

    /** Writes the next request and waits for its reply; returns the length of the frame. */
    int begin(Probe probe, long self, MemorySegment frame, long nowNanos) {
        do {
            sequence = sequence + 1 & EchoFrame.SEQUENCE_MASK;
        } while (waiting.containsKey(sequence));
        waiting.put(sequence, new Waiting(probe, nowNanos));
        return EchoFrame.writeRequest(
                frame, probe.peer().value(), self, sequence, nonce, probe.size());
    }

    /** The request that was begun last could not be sent. */
    void notSent(String reason) {
        Waiting unsent = waiting.remove(sequence);
        unsent.probe().answer().complete(new EchoOutcome.NotSent(reason));
    }

    /** A reply that is for us has arrived; one that nobody waits for is ignored. */
    void replied(MemorySegment frame, long nowNanos) {
        int answered = EchoFrame.sequence(frame);
        Waiting request = waiting.get(answered);
        if (request != null
                && EchoFrame.nonce(frame) == nonce
                && EchoFrame.from(frame) == request.probe().peer().value()
                && EchoFrame.size(frame) == request.probe().size()) {
            waiting.remove(answered);
            long roundTripNanos = nowNanos - request.sentNanos();
            request.probe().answer().complete(new EchoOutcome.Answered(roundTripNanos));
        }
    }

    /** Gives up what has waited too long. */
    void expire(long nowNanos) {
        Iterator<Waiting> all = waiting.values().iterator();
        while (all.hasNext()) {
            Waiting request = all.next();
            if (request.deadlineNanos() - nowNanos <= 0) {
                all.remove();
                request.probe().answer().complete(new EchoOutcome.Silence());
            }
        }
    }

    /** Until the next one is given up; negative if nothing waits. */
    long nanosToNextDeadline(long nowNanos) {
        long nanos = -1;
        for (Waiting request : waiting.values()) {
            long left = Math.max(0, request.deadlineNanos() - nowNanos);
            nanos = nanos < 0 ? left : Math.min(nanos, left);
        }
        return nanos;
    }

    /** Nothing will be answered any more. */
    void abandon(String reason) {
        waiting.values()
                .forEach(request ->
                        request.probe().answer().complete(new EchoOutcome.NotSent(reason)));
        waiting.clear();
    }
}
