package weave.bench.goals;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import weave.bench.carrier.Ends;
import weave.bench.traffic.Daemons;
import weave.bench.traffic.Figures;
import weave.bench.traffic.Metric;
import weave.bench.traffic.Probe;
import weave.core.sleeve.SleeveLayout;

/**
 * What the JDK's AES-GCM alone takes to seal and open the datagrams that a gigabyte of TCP travels
 * in, on arrays of the heap, where it is fastest: the part of encryption that nobody can save.
 */
final class CipherProbe implements Probe {
    static final String NAME = "aes";
    static final Metric CPU = new Metric("aes-cpu", "s/GB", Metric.NEITHER);

    /** IPv4 and TCP header, with the timestamps that Linux sends. */
    private static final int HEADERS = 20 + 20 + 12;

    private static final int ETHERNET_HEADER_LENGTH = 14;
    private static final double WARMUP = 0.25;
    private static final double GIGABYTE = 1e9;

    private final int underlayMtu;
    private final double seconds;

    CipherProbe(int underlayMtu, double seconds) {
        this.underlayMtu = underlayMtu;
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double seconds() {
        return seconds * (1 + WARMUP);
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        int mtu = ends.left().mtu("eth0");
        int record = SleeveLayout.FRAME_OVERHEAD + ETHERNET_HEADER_LENGTH + mtu;
        int room = underlayMtu - SleeveLayout.UDP_OVERHEAD - SleeveLayout.PACKET_OVERHEAD_SEALED;
        int records = Math.max(1, room / record);
        SealAndOpen work = new SealAndOpen(records * record);
        repeat(work, seconds * WARMUP);
        into.put(CPU, repeat(work, seconds) * GIGABYTE / (records * (mtu - HEADERS)));
    }

    /** The processor time that a datagram takes, in seconds. */
    private static double repeat(SealAndOpen work, double seconds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long before = threads.getCurrentThreadCpuTime();
        long datagrams = 0;
        do {
            datagrams += work.burst();
        } while (System.nanoTime() - end < 0);
        return (threads.getCurrentThreadCpuTime() - before) / 1e9 / datagrams;
    }
}
