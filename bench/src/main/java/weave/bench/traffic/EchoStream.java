package weave.bench.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import weave.bench.carrier.Ends;
import weave.bench.lab.Namespace;
import weave.linux.call.CallState;

/**
 * A numbered datagram of 64 bytes every millisecond from left to right, and back from there: how
 * long there was no answer at a time.
 */
public final class EchoStream implements AutoCloseable {
    private static final int LENGTH = 64;
    private static final int PORT = 7104;
    private static final int SOURCE_PORT = 7105;
    private static final int LOOK_MILLIS = 100;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final UdpSocket left;
    private final UdpSocket right;
    private final FutureTask<Void> sending;
    private final FutureTask<Void> receiving;
    private final FutureTask<Void> echoing;
    private volatile boolean stopped;
    private volatile long sent;
    private volatile long answered;

    // Both are guarded by this.
    private long lastNanos = System.nanoTime();
    private long gapNanos;

    /** Begins. */
    public EchoStream(Ends ends) {
        right =
                ends.right()
                        .call(() ->
                                UdpSocket.open(ends.rightIp(), PORT, ends.leftIp(), SOURCE_PORT));
        left =
                ends.left()
                        .call(() ->
                                UdpSocket.open(ends.leftIp(), SOURCE_PORT, ends.rightIp(), PORT));
        left.receiveTimeout(LOOK_MILLIS);
        right.receiveTimeout(LOOK_MILLIS);
        echoing = ends.right().begin("bench-echo", this::echo);
        receiving = ends.left().begin("bench-answers", this::receive);
        sending = ends.left().begin("bench-questions", this::send);
    }

    /** The number of the last datagram that was sent; any thread. */
    public long sent() {
        return sent;
    }

    /** The number of the last one that came back; any thread. */
    public long answered() {
        return answered;
    }

    /** From now on gaps count, and the one that is going on from its beginning. */
    public synchronized void mark() {
        gapNanos = 0;
    }

    /** The longest time without an answer since {@link #mark}, in nanoseconds. */
    public synchronized long longestGapNanos() {
        return Math.max(gapNanos, System.nanoTime() - lastNanos);
    }

    private Void send() {
        CallState state = new CallState();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(LENGTH, Long.BYTES);
            long next = System.nanoTime();
            for (long number = 1; !stopped; number++) {
                bytes.set(ValueLayout.JAVA_LONG, 0, number);
                sent = number;
                // What the kernel refuses is a datagram lost.
                left.send(state, bytes);
                next += INTERVAL_NANOS;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        return null;
    }

    private Void receive() {
        CallState state = new CallState();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(LENGTH, Long.BYTES);
            while (!stopped) {
                if (left.receive(state, bytes) == LENGTH) {
                    arrived(bytes.get(ValueLayout.JAVA_LONG, 0));
                }
            }
        }
        return null;
    }

    private synchronized void arrived(long number) {
        long now = System.nanoTime();
        gapNanos = Math.max(gapNanos, now - lastNanos);
        lastNanos = now;
        answered = number;
    }

    private Void echo() {
        CallState state = new CallState();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(LENGTH, Long.BYTES);
            while (!stopped) {
                if (right.receive(state, bytes) == LENGTH) {
                    right.send(state, bytes);
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        stopped = true;
        Namespace.await(sending);
        Namespace.await(receiving);
        Namespace.await(echoing);
        left.close();
        right.close();
    }
}
