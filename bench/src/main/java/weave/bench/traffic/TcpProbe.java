package weave.bench.traffic;

import java.util.List;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;

/** What TCP streams carry together, and what the processors pay for it. */
public final class TcpProbe implements Probe {
    /** Of one stream, container to container. */
    public static final Metric THROUGHPUT = new Metric("tcp", "Gbit/s", Metric.HIGHER);

    private static final double GIGABYTE = 1e9;

    private final int streams;
    private final int seconds;
    private final String name;
    private final Metric throughput;
    private final Metric cpu;
    private final Metric daemonCpu;
    private final Metric retransmits;
    private final TcpStream stream;

    /** Of one stream. */
    public TcpProbe(int seconds) {
        this(1, seconds);
    }

    /**
     * @param streams at the same time
     */
    public TcpProbe(int streams, int seconds) {
        this.streams = streams;
        this.seconds = seconds;
        name = streams == 1 ? THROUGHPUT.name() : THROUGHPUT.name() + "-" + streams;
        throughput = new Metric(name, THROUGHPUT.unit(), THROUGHPUT.better());
        // Of the whole machine, ends of the streams included.
        cpu = new Metric(name + "-cpu", "s/GB", Metric.LOWER);
        // Of the carrier's own processes.
        daemonCpu = new Metric(name + "-daemon-cpu", "s/GB", Metric.NEITHER);
        retransmits = new Metric(name + "-retransmits", "", Metric.NEITHER);
        stream = Commands.exists(Iperf.PROGRAM) ? new Iperf() : new SocketStream();
    }

    /** Which program sends. */
    public String tool() {
        return stream instanceof Iperf ? "iperf3" : "sockets of weave-bench";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double seconds() {
        return seconds;
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        double machineBefore = Machine.cpuSeconds();
        double daemonsBefore = daemons.cpuSeconds();
        TcpStream.Result result = stream.run(ends, streams, seconds);
        double gigabytes = result.bytes() / GIGABYTE;
        into.put(throughput, result.gigabitsPerSecond());
        into.put(cpu, (Machine.cpuSeconds() - machineBefore) / gigabytes);
        into.put(daemonCpu, (daemons.cpuSeconds() - daemonsBefore) / gigabytes);
        if (result.retransmits() >= 0) {
            into.put(retransmits, result.retransmits());
        }
    }

    /** What one stream sends in each of its seconds, in Gbit/s; needs iperf3. */
    public static List<Double> bySecond(Ends ends, int seconds) {
        if (!Commands.exists(Iperf.PROGRAM)) {
            throw new BenchException("start: needs iperf3");
        }
        return new Iperf().run(ends, 1, seconds).gigabitsBySecond();
    }
}
