package weave.bench.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Namespace;
import weave.linux.call.CallState;

/**
 * Sends a datagram of 64 bytes, waits for its echo, sends the next. While one is late, others would
 * have been due: what they would have waited is added to the corrected histogram (coordinated
 * omission), as if one had been due every median round trip. The two ends run on processors of
 * their own, as those of two hosts do: on the same one a wake-up costs a fraction.
 */
final class PingPong {
    private static final int LENGTH = 64;
    private static final int PORT = 7102;
    private static final int SOURCE_PORT = 7103;
    private static final int LOST_MILLIS = 200;
    private static final long TRIP_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double LEAD = 0.2;

    /** Round trips in nanoseconds; a lost one counts with the time that it was waited for. */
    record Trips(Histogram measured, Histogram corrected) {}

    private final int seconds;
    private volatile boolean stopped;

    PingPong(int seconds) {
        this.seconds = seconds;
    }

    Trips run(Ends ends) {
        FutureTask<Void> echoing = ends.right().begin("bench-echo", () -> echo(ends));
        try {
            Histogram trips = ends.left().call(() -> play(ends));
            if (trips.getTotalCount() == 0) {
                throw new BenchException("latency: no echo came");
            }
            long due = trips.getValueAtPercentile(50);
            return new Trips(trips, trips.copyCorrectedForCoordinatedOmission(due));
        } finally {
            stopped = true;
            Namespace.await(echoing);
        }
    }

    private Void echo(Ends ends) {
        Affinity.pinToLast();
        CallState state = new CallState();
        try (Arena arena = Arena.ofConfined();
                UdpSocket socket =
                        UdpSocket.open(ends.rightIp(), PORT, ends.leftIp(), SOURCE_PORT)) {
            MemorySegment bytes = arena.allocate(LENGTH, Long.BYTES);
            socket.receiveTimeout(LOST_MILLIS);
            while (!stopped) {
                if (socket.receive(state, bytes) == LENGTH) {
                    socket.send(state, bytes);
                }
            }
        }
        return null;
    }

    private Histogram play(Ends ends) {
        Affinity.pinToFirst();
        Histogram trips = new Histogram(TRIP_NANOS_MAX, SIGNIFICANT_DIGITS);
        CallState state = new CallState();
        try (Arena arena = Arena.ofConfined();
                UdpSocket socket =
                        UdpSocket.open(ends.leftIp(), SOURCE_PORT, ends.rightIp(), PORT)) {
            socket.receiveTimeout(LOST_MILLIS);
            MemorySegment bytes = arena.allocate(LENGTH, Long.BYTES);
            long begin = System.nanoTime();
            long counting = begin + (long) (seconds * LEAD * 1e9);
            long end = counting + TimeUnit.SECONDS.toNanos(seconds);
            long number = 0;
            for (long now = begin; now - end < 0; now = System.nanoTime()) {
                trip(socket, state, bytes, ++number);
                if (now - counting >= 0) {
                    trips.recordValue(Math.min(System.nanoTime() - now, TRIP_NANOS_MAX));
                }
            }
        }
        return trips;
    }

    /** Echoes of datagrams given up before are passed over. */
    private static void trip(UdpSocket socket, CallState state, MemorySegment bytes, long number) {
        bytes.set(ValueLayout.JAVA_LONG, 0, number);
        socket.send(state, bytes);
        int length;
        do {
            length = socket.receive(state, bytes);
        } while (length == LENGTH && bytes.get(ValueLayout.JAVA_LONG, 0) != number);
    }
}
