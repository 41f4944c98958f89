package weave.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import weave.bench.carrier.Carrier;
import weave.bench.lab.BenchException;
import weave.bench.traffic.Figures;
import weave.bench.traffic.IdleProbe;
import weave.bench.traffic.LatencyProbe;
import weave.bench.traffic.LoadedLatencyProbe;
import weave.bench.traffic.Probe;
import weave.bench.traffic.TcpProbe;
import weave.bench.traffic.UdpProbe;

/**
 * Measures carriers side by side. All of them are up at once, idle but for the one being measured,
 * and every measurement goes round all of them before it comes to the first again: what disturbs
 * the machine for a while disturbs both halves of a ratio. Each round begins with another carrier.
 */
public final class Comparison {
    /** Of what ours carries, beside the loaded latency. */
    private static final double LOAD = 0.5;

    private static final int STREAMS = 8;
    private static final double OVERHEAD_SECONDS = 0.4;

    private final Plan plan;
    private final List<Carrier> ours;
    private final List<Carrier> references;
    private final Schedule schedule;
    private final Consumer<String> progress;
    private final TcpProbe tcp;
    private final LoadedLatencyProbe loaded;
    private final List<Probe> probes = new ArrayList<>();
    private final List<Contestant> contestants = new ArrayList<>();
    private final Map<String, String> versions = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private double load;

    /** From the first round that counts it stays: the same for all carriers and rounds. */
    private boolean loadIsSettled;

    public Comparison(
            Plan plan,
            List<Carrier> ours,
            List<Carrier> references,
            Schedule schedule,
            Consumer<String> progress) {
        this.plan = plan;
        this.ours = ours;
        this.references = references;
        this.schedule = schedule;
        this.progress = progress;
        tcp = new TcpProbe(plan.seconds());
        loaded = new LoadedLatencyProbe(plan.seconds());
        loaded.load(plan.loadGigabits());
        loadIsSettled = plan.loadGigabits() > 0;
        for (String measure : plan.measures()) {
            addProbes(measure);
        }
        probes.addAll(schedule.furtherProbes());
    }

    private void addProbes(String measure) {
        switch (measure) {
            case "tcp" -> probes.add(tcp);
            case "tcp-8" -> probes.add(new TcpProbe(STREAMS, plan.seconds()));
            case "udp" ->
                    plan.udpLengths()
                            .forEach(length -> probes.add(new UdpProbe(length, plan.seconds())));
            case "latency" -> probes.add(new LatencyProbe(plan.seconds()));
            case "loaded" -> probes.add(loaded);
            case "idle" -> probes.add(new IdleProbe(plan.seconds()));
            default -> throw new IllegalArgumentException(measure);
        }
    }

    /** Measures all of it, and removes what it made. */
    public Outcome run() {
        try {
            ours.forEach(carrier -> contestants.add(up(carrier, true)));
            references.forEach(this::tryUp);
            announce();
            warmUp();
            for (int round = 0; round < plan.warmupRounds(); round++) {
                round("warm-up " + (round + 1) + " of " + plan.warmupRounds(), round, false);
            }
            for (int round = 0; round < plan.rounds(); round++) {
                round("round " + (round + 1) + " of " + plan.rounds(), round, true);
            }
            return new Outcome(
                    plan,
                    tcp.tool(),
                    versions,
                    Results.ratios(contestants),
                    Results.figures(contestants),
                    List.copyOf(notes));
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    private Contestant up(Carrier carrier, boolean isOurs) {
        progress.accept(carrier.name() + ": setting up");
        Contestant contestant = Contestant.up(carrier, isOurs, plan.underlayMtu());
        versions.put(carrier.name(), carrier.version());
        return contestant;
    }

    /** Without a reference the others can still be measured. */
    private void tryUp(Carrier carrier) {
        try {
            contestants.add(up(carrier, false));
        } catch (BenchException e) {
            note("not measured: " + e.getMessage());
        }
    }

    private void announce() {
        double round = probes.stream().mapToDouble(this::secondsOfAll).sum();
        double warmup = (double) plan.warmupSeconds() * ours.size();
        double minutes = (warmup + round * (plan.rounds() + plan.warmupRounds())) / 60;
        progress.accept(
                String.format(
                        "%d rounds of %d carriers take about %.0f min",
                        plan.rounds() + plan.warmupRounds(),
                        contestants.size(),
                        Math.ceil(minutes)));
    }

    /** What the compiler would still do in the first rounds is no property of any carrier. */
    private void warmUp() {
        if (plan.warmupSeconds() == 0) {
            return;
        }
        TcpProbe stream = new TcpProbe(plan.warmupSeconds());
        for (Contestant contestant : contestants) {
            if (contestant.isOurs()) {
                progress.accept(contestant.name() + ": warming up " + plan.warmupSeconds() + " s");
                measure(contestant, stream, 0, false);
            }
        }
    }

    /** With what it takes to begin and to end. */
    private double secondsOfAll(Probe probe) {
        long takers = contestants.stream().filter(taker -> includes(taker, probe)).count();
        return takers * (probe.seconds() + OVERHEAD_SECONDS);
    }

    private boolean includes(Contestant contestant, Probe probe) {
        return schedule.includes(contestant.name(), probe.name());
    }

    private void round(String title, int round, boolean counts) {
        List<Contestant> order = new ArrayList<>(contestants);
        Collections.rotate(order, -round % order.size());
        load = Double.MAX_VALUE;
        for (Probe probe : probes) {
            if (!probe.isReady()) {
                continue;
            }
            if (probe == loaded && counts && !loadIsSettled) {
                settleLoad();
            }
            for (Contestant contestant : order) {
                if (!includes(contestant, probe)) {
                    continue;
                }
                progress.accept(title + ": " + contestant.name() + " " + probe.name());
                measure(contestant, probe, round, counts);
            }
        }
    }

    private void measure(Contestant contestant, Probe probe, int round, boolean counts) {
        try {
            Figures figures = contestant.measure(probe);
            if (counts) {
                contestant.keep(round, figures);
            }
            if (!loadIsSettled && bearsLoad(contestant)) {
                considerLoad(figures);
            }
        } catch (BenchException e) {
            note(contestant.name() + ": " + e.getMessage());
        }
    }

    private void settleLoad() {
        loadIsSettled = true;
        note(
                String.format(
                        "load beside the loaded latency: %.2f Gbit/s, half of what the slowest of"
                                + " %s carried in the first round",
                        load,
                        contestants.stream()
                                .filter(this::bearsLoad)
                                .map(Contestant::name)
                                .collect(Collectors.joining(", "))));
    }

    /**
     * Ours, and when not all take part in it, whoever does: the load is the same for all of them,
     * and is to be too much for none.
     */
    private boolean bearsLoad(Contestant contestant) {
        return schedule == Schedule.ALL ? contestant.isOurs() : includes(contestant, loaded);
    }

    /** Half of what the slowest of those carries in the first round. */
    private void considerLoad(Figures figures) {
        Double carried = figures.values().get(TcpProbe.THROUGHPUT);
        if (carried != null) {
            load = Math.min(load, carried * LOAD);
            loaded.load(load);
        }
    }

    private void note(String text) {
        if (notes.add(text)) {
            progress.accept(text);
        }
    }
}
