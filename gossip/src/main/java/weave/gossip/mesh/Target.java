package weave.gossip.mesh;

import java.util.random.RandomGenerator;

/** An address to connect to, and when to try next. */
final class Target {
    enum State {
        /** Until the next try. */
        WAITING,
        ATTEMPTING,
        CONNECTED,
        /** A direct peer that is connected in another way at present. */
        SUSPENDED
    }

    private final MeshTimes times;
    private State state = State.WAITING;
    private boolean never;
    private long tryAtNanos;
    private long intervalNanos;
    private String lastError;

    /** To be tried at once. */
    Target(MeshTimes times, long nowNanos) {
        this.times = times;
        tryNow(nowNanos);
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    /** Why the last try failed; {@code null} if none did. */
    String lastError() {
        return lastError;
    }

    /** Whether there is no point in trying again. */
    boolean never() {
        return never;
    }

    /** By the loop's clock; meaningless if {@link #never()}. */
    long tryAtNanos() {
        return tryAtNanos;
    }

    void tryNow(long nowNanos) {
        never = false;
        tryAtNanos = nowNanos;
        intervalNanos = times.retryFirst();
    }

    /** A try failed; the next comes later, and later each time. */
    void ended(String error, long nowNanos, RandomGenerator random) {
        state = State.WAITING;
        lastError = error;
        tryAtNanos = nowNanos + intervalNanos / 2 + random.nextLong(intervalNanos);
        intervalNanos = Math.min(intervalNanos + intervalNanos / 2, times.retryMax());
    }

    /** A TCP connection ended; one that lasted is dialled again at once. */
    void endedAfterConnection(String error, long nowNanos, RandomGenerator random) {
        if (nowNanos - tryAtNanos > times.retryReset()) {
            state = State.WAITING;
            lastError = error;
            tryNow(nowNanos);
        } else {
            ended(error, nowNanos, random);
        }
    }

    /** It ended for a reason that will not go away. */
    void endedForEver(String error) {
        state = State.WAITING;
        lastError = error;
        never = true;
    }
}
