package weave.bench.goals;

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
import weave.bench.compare.Outcome;
import weave.bench.compare.Plan;
import weave.bench.compare.Schedule;
import weave.bench.traffic.HeapProbe;
import weave.bench.traffic.Probe;

/** All goals, measured in one interleaved run in which nobody takes part for nothing. */
public final class Goals {
    private static final String PLAIN = "plain";
    private static final String SEALED = "sealed";
    private static final String BOXES = "secretbox";
    private static final String FAST = "vxlan";
    private static final String VXLAN = "kernel-vxlan";
    private static final String PUMP = "c-pump";
    private static final String OVS = "ovs-userspace-tso";
    private static final String WIREGUARD = "wireguard-go";
    private static final String FASTD = "fastd-crypt";

    private static final List<Goal> ALL =
            List.of(
                    Goal.atLeast(
                            "in clear, 1 TCP stream, against kernel VXLAN + bridge",
                            0.35,
                            0.50,
                            "tcp",
                            PLAIN,
                            VXLAN),
                    Goal.atLeast(
                            "in clear, 1 TCP stream, against a pump in C",
                            0.90,
                            1.2,
                            "tcp",
                            PLAIN,
                            PUMP),
                    Goal.atLeast(
                            "in clear, 1 TCP stream, against OVS user space, VXLAN, TSO on",
                            5,
                            8,
                            "tcp",
                            PLAIN,
                            OVS),
                    Goal.atLeast(
                            "AES-GCM, 1 TCP stream, against wireguard-go",
                            2,
                            3,
                            "tcp",
                            SEALED,
                            WIREGUARD),
                    Goal.added(
                            "AES-GCM, CPU s/GB beyond those in clear, against the JDK's cipher"
                                    + " alone",
                            1.3,
                            1.1,
                            "tcp-cpu",
                            SEALED,
                            PLAIN,
                            CipherProbe.CPU.name()),
                    Goal.atLeast(
                            "secretbox, 1 TCP stream, against fastd salsa2012+umac",
                            1.5,
                            3,
                            "tcp",
                            BOXES,
                            FASTD),
                    Goal.atLeast(
                            "in clear, UDP of 64 B received, against kernel VXLAN",
                            0.60,
                            1.0,
                            "udp-64",
                            PLAIN,
                            VXLAN),
                    Goal.atMost(
                            "in clear, one-way p50, against kernel VXLAN",
                            2.0,
                            1.5,
                            "latency-p50",
                            PLAIN,
                            VXLAN),
                    Goal.atMost(
                            "in clear, one-way p99.9 under 50 % load, against kernel VXLAN",
                            4, 2, "loaded-p99.9", PLAIN, VXLAN),
                    Goal.atLeast(
                            "VXLAN datapath, 1 TCP stream, against VXLAN made by hand",
                            1.0,
                            1.04,
                            "tcp",
                            FAST,
                            VXLAN),
                    Goal.atLeast(
                            "VXLAN datapath, UDP of 64 B received, against VXLAN made by hand",
                            1.05,
                            1.10,
                            "udp-64",
                            FAST,
                            VXLAN),
                    Goal.atMost(
                            "VXLAN datapath, one-way p50, against VXLAN made by hand",
                            0.97,
                            0.93,
                            "latency-p50",
                            FAST,
                            VXLAN),
                    Goal.atMost(
                            "VXLAN datapath, CPU s/GB of TCP, against VXLAN made by hand",
                            0.97,
                            0.92,
                            "tcp-cpu",
                            FAST,
                            VXLAN),
                    Goal.alone(
                            "heap per frame, in clear, engine in memory",
                            "B",
                            true,
                            0,
                            0,
                            EngineProbe.HEAP.name(),
                            PLAIN),
                    Goal.alone(
                            "heap per frame, in clear, dataplane of the daemons under UDP of 64 B",
                            "B",
                            true,
                            0,
                            0,
                            "udp-64-heap",
                            PLAIN),
                    Goal.alone(
                            "CPU of an idle connected daemon",
                            "% of a core",
                            true,
                            0.5,
                            0.1,
                            "idle-cpu",
                            PLAIN),
                    Goal.alone(
                            "engine in memory, 64 B, on one core",
                            "M frames/s",
                            false,
                            10,
                            20,
                            EngineProbe.RATE.name(),
                            PLAIN));

    /** Who takes part in what. */
    private static final Map<String, Set<String>> TAKERS =
            Map.of(
                    "tcp",
                    Set.of(PLAIN, SEALED, BOXES, FAST, VXLAN, PUMP, OVS, WIREGUARD, FASTD),
                    "udp-64",
                    Set.of(PLAIN, FAST, VXLAN),
                    "latency",
                    Set.of(PLAIN, FAST, VXLAN),
                    "loaded",
                    Set.of(PLAIN, VXLAN),
                    "idle",
                    Set.of(PLAIN),
                    "heap",
                    Set.of(PLAIN),
                    EngineProbe.NAME,
                    Set.of(PLAIN),
                    CipherProbe.NAME,
                    Set.of(SEALED));

    private static final String SLEEVE = "--datapath=sleeve";
    private static final List<String> MEASURES = List.of("tcp", "udp", "latency", "loaded", "idle");
    private static final List<Integer> UDP_LENGTHS = List.of(64);
    private static final int UNDERLAY_MTU = 1500;

    /**
     * What came of it.
     *
     * @param goals in the order of the table
     * @param outcome everything that was measured for them
     */
    public record Report(List<GoalResult> goals, Outcome outcome) {}

    private final Plan plan;
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
                        MEASURES,
                        UDP_LENGTHS,
                        UNDERLAY_MTU,
                        0);
        this.memorySeconds = memorySeconds;
        String password = "--password=wh4tever";
        ours =
                List.of(
                        new Weaved(PLAIN, program, with(flags, SLEEVE)),
                        new Weaved(SEALED, program, with(flags, SLEEVE, password)),
                        new Weaved(
                                BOXES,
                                program,
                                with(flags, SLEEVE, password, "--frame-cipher=secretbox")),
                        new Weaved(FAST, program, with(flags, "--datapath=vxlan", "--mtu=1450")));
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
        Outcome outcome = measured.withNotes(List.copyOf(notes));
        return new Report(results(outcome), outcome);
    }

    /** One for each goal, in their order. */
    static List<GoalResult> results(Outcome outcome) {
        return ALL.stream().map(goal -> GoalResult.of(goal, goal.values().apply(outcome))).toList();
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
