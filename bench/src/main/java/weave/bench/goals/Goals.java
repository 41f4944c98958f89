package weave.bench.goals;

import static weave.bench.goals.Wanted.BOXES;
import static weave.bench.goals.Wanted.FAST;
import static weave.bench.goals.Wanted.FASTD;
import static weave.bench.goals.Wanted.OVS;
import static weave.bench.goals.Wanted.PLAIN;
import static weave.bench.goals.Wanted.PUMP;
import static weave.bench.goals.Wanted.SEALED;
import static weave.bench.goals.Wanted.VXLAN;
import static weave.bench.goals.Wanted.WIREGUARD;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import weave.bench.carrier.CPump;
import weave.bench.carrier.Carrier;
import weave.bench.carrier.Fastd;
import weave.bench.carrier.KernelVxlan;
import weave.bench.carrier.OpenVswitch;
import weave.bench.carrier.References;
import weave.bench.carrier.Weaved;
import weave.bench.carrier.WireguardGo;
import weave.bench.compare.Comparison;
import weave.bench.compare.Figure;
import weave.bench.compare.Outcome;
import weave.bench.compare.Plan;
import weave.bench.compare.Schedule;
import weave.bench.failover.Failover;
import weave.bench.lab.BenchException;
import weave.bench.macs.MacRace;
import weave.bench.traffic.HeapProbe;
import weave.bench.traffic.Probe;
import weave.bench.xdp.XdpRace;
import weave.linux.LinuxException;

/** All goals, measured in one interleaved run in which nobody takes part for nothing. */
public final class Goals {
    /** Who takes part in what. */
    private static final Map<String, Set<String>> TAKERS =
            Map.of(
                    "tcp",
                    Set.of(PLAIN, SEALED, BOXES, FAST, VXLAN, PUMP, OVS, WIREGUARD, FASTD),
                    "tcp-8",
                    Set.of(FAST, VXLAN),
                    "udp-64",
                    Set.of(PLAIN, FAST, VXLAN),
                    "latency",
                    Set.of(PLAIN, FAST, VXLAN),
                    "loaded",
                    Set.of(PLAIN, VXLAN),
                    "idle",
                    Set.of(PLAIN, FAST),
                    "heap",
                    Set.of(PLAIN),
                    EngineProbe.NAME,
                    Set.of(PLAIN),
                    CipherProbe.NAME,
                    Set.of(SEALED));

    private static final String KERNEL = "--datapath=vxlan";
    private static final String SLEEVE = "--datapath=sleeve";
    private static final List<Integer> UDP_LENGTHS = List.of(64);
    private static final int MACS = 10_000;
    private static final int MAC_WARMUP_ROUNDS = 3;
    private static final double XDP_SECONDS = 1;
    private static final int UNDERLAY_MTU = 1500;

    /**
     * What came of it.
     *
     * @param goals in the order of the table
     * @param outcome everything that was measured for them
     */
    public record Report(List<GoalResult> goals, Outcome outcome) {}

    private final Plan plan;
    private final String program;
    private final List<String> flags;
    private final double memorySeconds;
    private final List<Carrier> ours;
    private final List<Carrier> references = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /**
     * @param program the path of weaved
     * @param flags further ones, of all its daemons
     * @param rounds at least 6 for an interval that means something
     * @param warmsUp whether compilers are given time before it counts
     * @param seconds that one measurement of traffic takes
     * @param memorySeconds that one measurement in memory takes
     */
    public Goals(
            String program,
            List<String> flags,
            int rounds,
            boolean warmsUp,
            int seconds,
            double memorySeconds) {
        plan =
                new Plan(
                        rounds,
                        warmsUp ? 1 : 0,
                        warmsUp ? Plan.WARMUP_SECONDS : 0,
                        seconds,
                        Plan.MEASURES,
                        UDP_LENGTHS,
                        UNDERLAY_MTU,
                        0);
        this.memorySeconds = memorySeconds;
        this.program = program;
        this.flags = flags;
        String password = "--password=wh4tever";
        ours =
                List.of(
                        new Weaved(PLAIN, program, with(flags, SLEEVE)),
                        new Weaved(SEALED, program, with(flags, SLEEVE, password)),
                        new Weaved(
                                BOXES,
                                program,
                                with(flags, SLEEVE, password, "--frame-cipher=secretbox")),
                        Weaved.fast(FAST, program, with(flags, KERNEL, "--mtu=1450")));
        List.of(
                        new KernelVxlan(),
                        new CPump(),
                        new OpenVswitch(true),
                        new WireguardGo(),
                        Fastd.encrypted())
                .forEach(this::consider);
    }

    private static List<String> with(List<String> flags, String... further) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of(further));
        return all;
    }

    private void consider(Carrier reference) {
        List<String> missing = References.missing(reference);
        if (missing.isEmpty()) {
            references.add(reference);
        } else {
            notes.add(reference.name() + ": not installed: " + String.join(" ", missing));
        }
    }

    public Plan plan() {
        return plan;
    }

    /** Measures all of it. */
    public Report run(Consumer<String> progress) {
        notes.forEach(progress);
        Outcome measured = new Comparison(plan, ours, references, new Takers(), progress).run();
        notes.addAll(measured.notes());
        List<Figure> further = new ArrayList<>();
        consider("failover", () -> further.addAll(failover(progress)), progress);
        consider("MACs", () -> further.addAll(macs(progress)), progress);
        consider("AF_XDP", () -> further.addAll(xdp(progress)), progress);
        Outcome outcome = measured.withFigures(further).withNotes(List.copyOf(notes));
        return new Report(results(outcome), outcome);
    }

    /** Without it the others count. */
    private void consider(String what, Runnable measurement, Consumer<String> progress) {
        try {
            measurement.run();
        } catch (BenchException | LinuxException e) {
            String note = "not measured: " + what + ": " + e.getMessage();
            notes.add(note);
            progress.accept(note);
        }
    }

    private List<Figure> failover(Consumer<String> progress) {
        return Failover.run(FAST, program, with(flags, KERNEL), plan.rounds(), progress).figures();
    }

    private List<Figure> macs(Consumer<String> progress) {
        return MacRace.run(MACS, MAC_WARMUP_ROUNDS, plan.rounds(), progress).figures();
    }

    private List<Figure> xdp(Consumer<String> progress) {
        int warmup = plan.warmupRounds() == 0 ? 0 : XdpRace.Plan.WARMUP_ROUNDS;
        double seconds = Math.min(XDP_SECONDS, memorySeconds);
        return XdpRace.run(XdpRace.Plan.onVeth(seconds, warmup, plan.rounds()), progress).figures();
    }

    /** One for each goal, in their order. */
    static List<GoalResult> results(Outcome outcome) {
        return Wanted.GOALS.stream()
                .map(goal -> GoalResult.of(goal, goal.values().apply(outcome)))
                .toList();
    }

    private final class Takers implements Schedule {
        @Override
        public boolean includes(String carrier, String probe) {
            return TAKERS.get(probe).contains(carrier);
        }

        @Override
        public List<Probe> furtherProbes() {
            return List.of(
                    new HeapProbe(plan.seconds()),
                    new EngineProbe(memorySeconds),
                    new CipherProbe(UNDERLAY_MTU, memorySeconds));
        }
    }
}
