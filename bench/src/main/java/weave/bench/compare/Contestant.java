package weave.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.bench.carrier.Carrier;
import weave.bench.carrier.Ends;
import weave.bench.lab.Lab;
import weave.bench.lab.Patience;
import weave.bench.traffic.Daemons;
import weave.bench.traffic.Figures;
import weave.bench.traffic.Metric;
import weave.bench.traffic.Probe;

/** A carrier that is up in a lab of its own, and the values that it has come to. */
final class Contestant implements AutoCloseable {
    private final String name;
    private final boolean ours;
    private final Lab lab;
    private final Ends ends;
    private final Daemons daemons;
    private final Map<Metric, List<Double>> values = new LinkedHashMap<>();

    private Contestant(String name, boolean ours, Lab lab, Ends ends) {
        this.name = name;
        this.ours = ours;
        this.lab = lab;
        this.ends = ends;
        daemons = new Daemons(lab.hostPids());
    }

    /** Sets a carrier up and waits for traffic to flow. */
    static Contestant up(Carrier carrier, boolean ours, int underlayMtu) {
        Lab lab = Lab.open(carrier.name(), underlayMtu);
        try {
            Ends ends = carrier.up(lab);
            ends.awaitReply(carrier.name(), Patience.SOON);
            return new Contestant(carrier.name(), ours, lab, ends);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    boolean isOurs() {
        return ours;
    }

    /** Takes one probe's figures; those of earlier rounds stay. */
    Figures measure(Probe probe) {
        Figures figures = new Figures();
        probe.measure(ends, daemons, figures);
        return figures;
    }

    /** Keeps what round {@code round}, from 0, came to. */
    void keep(int round, Figures figures) {
        figures.values().forEach((metric, value) -> put(metric, round, value));
    }

    private void put(Metric metric, int round, double value) {
        List<Double> of = values.computeIfAbsent(metric, _ -> new ArrayList<>());
        while (of.size() < round) {
            // Not measured in that round.
            of.add(null);
        }
        of.add(value);
    }

    /** By metric and round; null where a round has none. */
    Map<Metric, List<Double>> values() {
        return values;
    }

    @Override
    public void close() {
        lab.close();
    }
}
