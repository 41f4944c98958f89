package weave.bench.traffic;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;

/**
 * What the dataplane's threads of running daemons allocate for each frame: the JVM counts it by
 * thread. Other threads have control work to do; what they allocate has nothing to do with frames.
 */
public final class HeapProbe implements Probe {
    private static final Metric HEAP = new Metric("udp-64-heap", "B/frame", Metric.LOWER);
    private static final int LENGTH = 64;
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    /** A thread's first line in a dump of the JVM. */
    private static final Pattern THREAD =
            Pattern.compile(
                    "\"weave-(?:egress|ingress|dataplane)[^\"]*\".* allocated=(\\d+)([BKMG])\\b.*");

    private final UdpProbe traffic;

    public HeapProbe(int seconds) {
        traffic = new UdpProbe(LENGTH, seconds);
    }

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public double seconds() {
        return traffic.seconds() + 1;
    }

    @Override
    public void measure(Ends ends, Daemons daemons, Figures into) {
        long before = allocated(daemons);
        // Datagrams: the container may get several of them as one packet.
        long frames = traffic.send(ends, new Figures());
        into.put(HEAP, (double) (allocated(daemons) - before) / frames);
    }

    /** Of the dataplane's threads in all daemons, in bytes. */
    private static long allocated(Daemons daemons) {
        if (!Commands.exists(JCMD.toString())) {
            throw new BenchException("heap: needs " + JCMD + ", which a JDK has");
        }
        long bytes = 0;
        int threads = 0;
        for (long pid : daemons.pids()) {
            Commands.Result dump =
                    Commands.run(
                            List.of(JCMD.toString(), Long.toString(pid), "Thread.print", "-e"));
            Matcher matcher = THREAD.matcher(dump.stdout());
            while (matcher.find()) {
                bytes += bytes(matcher.group(1), matcher.group(2));
                threads++;
            }
        }
        if (threads == 0) {
            throw new BenchException("heap: no thread of a dataplane in any daemon");
        }
        return bytes;
    }

    /** The JVM rounds down to the unit it writes. */
    static long bytes(String number, String unit) {
        return Long.parseLong(number) << 10 * "BKMG".indexOf(unit.toUpperCase(Locale.ROOT));
    }
}
