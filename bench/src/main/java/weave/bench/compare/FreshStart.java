package weave.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import weave.bench.carrier.Carrier;
import weave.bench.carrier.Ends;
import weave.bench.lab.BenchException;
import weave.bench.lab.Lab;
import weave.bench.lab.Patience;
import weave.bench.traffic.TcpProbe;

/**
 * What a daemon carries in the first second after its start, beside what it carries once it is
 * warm: a new daemon every time, and traffic as soon as there is a way.
 */
public final class FreshStart {
    private static final int SECONDS_MIN = 4;

    private FreshStart() {}

    /**
     * @param first Gbit/s in the first second
     * @param steady the median of the second half of the seconds
     * @param ratio the one over the other
     */
    public record Result(String carrier, Spread first, Spread steady, Spread ratio) {}

    /**
     * Measures a carrier.
     *
     * @param seconds of traffic after each start, at least 4
     */
    public static Result measure(
            Carrier carrier, int rounds, int seconds, int underlayMtu, Consumer<String> progress) {
        assert seconds >= SECONDS_MIN;
        double[] first = new double[rounds];
        double[] steady = new double[rounds];
        double[] ratio = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            progress.accept(carrier.name() + ": start " + (i + 1) + " of " + rounds);
            List<Double> bySecond = startOnce(carrier, seconds, underlayMtu);
            List<Double> secondHalf = bySecond.subList(bySecond.size() / 2, bySecond.size());
            first[i] = bySecond.getFirst();
            steady[i] =
                    Spread.of(secondHalf.stream().mapToDouble(Double::doubleValue).toArray())
                            .median();
            ratio[i] = first[i] / steady[i];
        }
        return new Result(carrier.name(), Spread.of(first), Spread.of(steady), Spread.of(ratio));
    }

    private static List<Double> startOnce(Carrier carrier, int seconds, int underlayMtu) {
        try (Lab lab = Lab.open(carrier.name(), underlayMtu)) {
            Ends ends = carrier.up(lab);
            ends.awaitReply(carrier.name(), Patience.SOON);
            List<Double> bySecond = new ArrayList<>(TcpProbe.bySecond(ends, seconds));
            if (bySecond.size() < SECONDS_MIN) {
                throw new BenchException(
                        carrier.name() + ": iperf3 did not tell the seconds apart");
            }
            return bySecond;
        }
    }
}
