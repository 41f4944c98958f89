package weave.bench.traffic;

import java.util.List;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;

/** What one TCP stream carries, and what the processors pay for it. */
public final class TcpProbe implements Probe {
    /** Of one stream, container to container. */
    public static final Metric THROUGHPUT = new Metric("tcp", "Gbit/s", Metric.HIGHER);

    /** Of the whole machine, ends of the stream included. */
    public static final Metric CPU = new Metric("tcp-cpu", "s/GB", Metric.LOWER);

    /** Of the carrier's own processes. */
    public static final Metric DAEMON_CPU = new Metric("tcp-daemon-cpu", "s/GB", Metric.NEITHER);

    public static final Metric RETRANSMITS = new Metric("tcp-retransmits", "", Metric.NEITHER);

    private static final double GIGABYTE = 1e9;

    private final int seconds;
    private final TcpStream stream;

    public TcpProbe(int seconds) {
        this.seconds = seconds;
        stream = Commands.exists(Iperf.PROGRAM) ? new Iperf() : new SocketStream();
    }

    /** Which program sends. */
    public String tool() {
        return stream instanceof Iperf ? "iperf3" : "sockets of weave-bench";
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public double seconds() {
        return seconds;
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        double machineBefore = Machine.cpuSeconds();
        double daemonsBefore = daemons.cpuSeconds();
        TcpStream.Result result = stream.run(ends, seconds);
        double gigabytes = result.bytes() / GIGABYTE;
        into.put(THROUGHPUT, result.gigabitsPerSecond());
        into.put(CPU, (Machine.cpuSeconds() - machineBefore) / gigabytes);
        into.put(DAEMON_CPU, (daemons.cpuSeconds() - daemonsBefore) / gigabytes);
        if (result.retransmits() >= 0) {
            into.put(RETRANSMITS, result.retransmits());
        }
    }

    /** What one stream sends in each of its seconds, in Gbit/s; needs iperf3. */
    public static List<Double> bySecond(Ends ends, int seconds) {
        if (!Commands.exists(Iperf.PROGRAM)) {
            throw new BenchException("start: needs iperf3");
        }
        return new Iperf().run(ends, seconds).gigabitsBySecond();
    }
}
