package weave.bench.traffic;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;

/** How many datagrams of one length arrive per second when the sender does not hold back. */
public final class UdpProbe implements Probe {
    /** The smallest payload: the mark must fit in. */
    public static final int LENGTH_MIN = 16;

    /** The largest payload of UDP over IPv4. */
    public static final int LENGTH_MAX = 65_507;

    /** What passes before counting begins, so that queues are as full as they get. */
    private static final double LEAD = 0.2;

    private static final int PORT = 7100;
    private static final int SOURCE_PORT = 7101;
    private static final AtomicLong MARKS = new AtomicLong(System.nanoTime());

    private final int length;
    private final int seconds;
    private final Metric rate;
    private final Metric lost;

    /**
     * @param length of the payload, in bytes
     */
    public UdpProbe(int length, int seconds) {
        this.length = length;
        this.seconds = seconds;
        rate = new Metric("udp-" + length, "kpps", Metric.HIGHER);
        lost = new Metric("udp-" + length + "-lost", "%", Metric.NEITHER);
    }

    @Override
    public String name() {
        return "udp-" + length;
    }

    @Override
    public double seconds() {
        return seconds * (1 + LEAD);
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        send(ends, into);
    }

    /** Measures; returns how many datagrams arrived, those before and after counting included. */
    long send(Ends ends, Figures into) {
        long mark = MARKS.incrementAndGet();
        try (UdpSocket from = ends.left().call(() -> open(ends, SOURCE_PORT));
                UdpSocket to = ends.right().call(() -> openOther(ends));
                UdpGenerator generator = new UdpGenerator(from, length, mark);
                UdpSink sink = new UdpSink(to, length, mark)) {
            FutureTask<Void> sinking =
                    ends.right()
                            .begin(
                                    "bench-sink",
                                    () -> {
                                        sink.run();
                                        return null;
                                    });
            FutureTask<Void> sending =
                    ends.left()
                            .begin(
                                    "bench-generator",
                                    () -> {
                                        generator.run();
                                        return null;
                                    });
            try {
                count(generator, sink, into);
            } finally {
                generator.stop();
                sink.stop();
                Namespace.await(sending);
                Namespace.await(sinking);
            }
            return sink.received();
        }
    }

    private void count(UdpGenerator generator, UdpSink sink, Figures into) {
        pause(seconds * LEAD);
        long begin = System.nanoTime();
        long sentBefore = generator.sent();
        long receivedBefore = sink.received();
        pause(seconds);
        long received = sink.received() - receivedBefore;
        long sent = generator.sent() - sentBefore;
        double elapsed = (System.nanoTime() - begin) / 1e9;
        if (received == 0) {
            throw new BenchException(name() + ": nothing arrived of " + sent + " datagrams");
        }
        into.put(rate, received / elapsed / 1e3);
        into.put(lost, Math.max(0, 100.0 * (sent - received) / sent));
    }

    private static UdpSocket open(Ends ends, int port) {
        return UdpSocket.open(ends.leftIp(), port, ends.rightIp(), PORT);
    }

    private static UdpSocket openOther(Ends ends) {
        return UdpSocket.open(ends.rightIp(), PORT, ends.leftIp(), SOURCE_PORT);
    }

    private static void pause(double time) {
        Patience.pause(Duration.ofNanos((long) (time * 1e9)));
    }
}
