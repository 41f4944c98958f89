package weave.bench.failover;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import weave.bench.carrier.Carrier;
import weave.bench.carrier.Ends;
import weave.bench.carrier.Weaved;
import weave.bench.carrier.WeavedStatus;
import weave.bench.compare.Figure;
import weave.bench.compare.Spread;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;
import weave.bench.traffic.EchoStream;
import weave.bench.traffic.Metric;

/**
 * The kernel's path breaks while datagrams go to and fro every millisecond, and is mended once
 * sleeve carries them: how long there was no answer. Each round breaks it in every way once, the
 * next at the other host.
 */
public final class Failover {
    private static final String FAST = "fastdp";
    private static final String SLEEVE = "sleeve";
    private static final int UNDERLAY_MTU = 1500;

    /** So many answers in a row are a way that works. */
    private static final int ANSWERS = 50;

    /** So many frames by the kernel at each host say that it carries them; heartbeats do not. */
    private static final int FRAMES = 50;

    private static final double MILLI = 1e6;

    /** Where they are in a line of proc_net_dev(5), counted from the name. */
    private static final int PACKETS_RECEIVED = 2;

    private static final int PACKETS_SENT = 10;

    /**
     * What came of it.
     *
     * @param figures in milliseconds, for every way to break it: the longest time without an
     *     answer, the same when it was mended ("-return"), and how long after that the kernel
     *     carried again ("-back")
     * @param version of the daemon
     */
    public record Outcome(int rounds, List<Figure> figures, String version) {}

    private final Lab lab;
    private final EchoStream stream;
    private final Map<Breakage, List<List<Double>>> values = new EnumMap<>(Breakage.class);

    private Failover(Lab lab, EchoStream stream) {
        this.lab = lab;
        this.stream = stream;
        for (Breakage breakage : Breakage.values()) {
            values.put(breakage, List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        }
    }

    /**
     * Measures.
     *
     * @param name of the carrier in the figures
     * @param program the path of weaved
     * @param flags of both daemons
     */
    public static Outcome run(
            String name,
            String program,
            List<String> flags,
            int rounds,
            Consumer<String> progress) {
        if (!Commands.exists("iptables")) {
            throw new BenchException("failover: needs iptables");
        }
        Carrier carrier = Weaved.fast(name, program, flags);
        progress.accept("failover: setting up");
        try (Lab lab = Lab.open("failover", UNDERLAY_MTU)) {
            Ends ends = carrier.up(lab);
            ends.awaitReply(name, Patience.SOON);
            try (EchoStream stream = new EchoStream(ends)) {
                Failover failover = new Failover(lab, stream);
                failover.awaitFast();
                for (int round = 0; round < rounds; round++) {
                    failover.round(round, rounds, progress);
                }
                return new Outcome(rounds, failover.figures(name), carrier.version());
            }
        }
    }

    private void round(int round, int rounds, Consumer<String> progress) {
        Side side = Side.values()[round % Side.values().length];
        for (Breakage breakage : Breakage.values()) {
            List<List<Double>> into = values.get(breakage);
            breakAndMend(breakage, lab.host(side), into);
            progress.accept(
                    String.format(
                            "round %d of %d: %s: %.0f ms without an answer, %.0f when mended",
                            round + 1,
                            rounds,
                            breakage.text(),
                            into.get(0).getLast(),
                            into.get(1).getLast()));
        }
    }

    private void breakAndMend(Breakage breakage, Namespace host, List<List<Double>> into) {
        stream.mark();
        breakage.breakAt(host);
        // Nobody asks the daemons anything until it is over.
        awaitAnswers();
        WeavedStatus.awaitCarriedBy(SLEEVE, lab);
        awaitAnswers();
        into.get(0).add(stream.longestGapNanos() / MILLI);
        stream.mark();
        breakage.mendAt(host);
        long mended = System.nanoTime();
        awaitFast();
        into.get(1).add(stream.longestGapNanos() / MILLI);
        into.get(2).add((System.nanoTime() - mended) / MILLI);
    }

    /** To what is sent from now on. */
    private void awaitAnswers() {
        long wanted = stream.sent() + ANSWERS;
        Patience.until(
                Patience.SOON, () -> "no answers by sleeve", () -> stream.answered() >= wanted);
    }

    private void awaitFast() {
        WeavedStatus.awaitCarriedBy(FAST, lab);
        for (Side side : Side.values()) {
            Namespace host = lab.host(side);
            long wanted = framesCarried(host) + FRAMES;
            Patience.until(
                    Patience.SOON,
                    () -> "frames do not go by the kernel",
                    () -> framesCarried(host) >= wanted);
        }
    }

    /**
     * What the kernel sends by its device, or receives by the one that only containers' frames come
     * to: heartbeats, which the daemon sends itself, are in neither.
     */
    private static long framesCarried(Namespace host) {
        String all = host.call(() -> Files.readString(Path.of("/proc/thread-self/net/dev")));
        return packets(all, Breakage.DEVICE, PACKETS_SENT)
                + packets(all, Breakage.DEVICE + "-in", PACKETS_RECEIVED);
    }

    private static long packets(String all, String device, int field) {
        return all.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(device + ":"))
                .mapToLong(line -> Long.parseLong(line.split("[: ]+")[field]))
                .findFirst()
                .orElse(0);
    }

    private List<Figure> figures(String carrier) {
        List<String> endings = List.of("", "-return", "-back");
        List<Figure> figures = new ArrayList<>();
        values.forEach((breakage, of) -> {
            for (int i = 0; i < endings.size(); i++) {
                figures.add(figure(carrier, breakage.metric() + endings.get(i), of.get(i)));
            }
        });
        return figures;
    }

    private static Figure figure(String carrier, String metric, List<Double> values) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        return new Figure(carrier, metric, "ms", Metric.LOWER, Spread.of(all), values);
    }
}
