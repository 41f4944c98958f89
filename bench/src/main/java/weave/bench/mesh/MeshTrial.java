package weave.bench.mesh;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import weave.bench.lab.BenchException;
import weave.gossip.ipam.Cidr;

/** One mesh through its life: it forms, rests, loses connections, grants addresses, buries one. */
public final class MeshTrial {
    private static final double PATIENCE_SECONDS = 3_600;
    private static final double STEP_SECONDS = 0.05;
    private static final double REST_SECONDS = 120;

    /** All peers start together, so all gossip of everything at the same moments. */
    private static final double PERIOD_SECONDS = 30;

    private static final double PERIOD_OVER_SECONDS = 3;

    /** Long enough for news to arrive everywhere, and for what follows from them. */
    private static final double CHANGE_SECONDS = 5;

    private final SimulatedMesh mesh;
    private final Consumer<String> progress;
    private final long startNanos;

    /** What the peers took so far, without what looking at them takes. */
    private long cpuNanos;

    private MeshTrial(SimulatedMesh mesh, Consumer<String> progress) {
        this.mesh = mesh;
        this.progress = progress;
        this.startNanos = mesh.loop().nanoTime();
    }

    /**
     * @param degree connections of a peer, on average; even
     * @param deltas false for what original peers do
     * @param changes how many connections are lost; figures are of one of them, on average
     * @param progress told what is going on
     */
    public static MeshFigures run(
            int peers, int degree, boolean deltas, int changes, Consumer<String> progress) {
        long before = heapUsed();
        SimulatedMesh mesh = new SimulatedMesh(peers, degree, deltas, peers);
        return new MeshTrial(mesh, progress).run(deltas, changes, before);
    }

    private MeshFigures run(boolean deltas, int changes, long heapBefore) {
        int peers = mesh.peers().size();
        Cost formation =
                during("forms", () -> runUntil(() -> mesh.isAgreed() && mesh.isEstablished()));
        pass(REST_SECONDS);
        Cost restPerSecond = during("rests", () -> pass(REST_SECONDS)).times(1 / REST_SECONDS);
        int connections = mesh.connectionCount();
        double known = (double) peers * peers;
        double heap = heapUsed() - heapBefore;
        double heapPerPeer = (heap - 32.0 * peers * connections) / known;
        Cost change = changes(changes, mesh::breakOff);
        Cost loss = changes(changes, mesh::cut);
        Cost grant = grants();
        Cost death = event("loses a peer", mesh::kill);
        Cost burial = burial();
        return new MeshFigures(
                peers,
                (double) connections / peers,
                deltas,
                formation,
                restPerSecond,
                change,
                loss,
                grant,
                death,
                burial,
                heapPerPeer);
    }

    /** A connection ends; everybody finds together again afterwards. */
    private Cost changes(int count, Consumer<List<MeshPeer>> change) {
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<MeshPeer> link = mesh.link();
            costs.add(event("loses a connection", () -> change.accept(link)));
            mesh.mend(link);
            runUntil(() -> mesh.isLinked(link) && mesh.isEstablished() && mesh.isAgreed());
        }
        return Cost.average(costs);
    }

    /** Everybody wants one address. */
    private Cost grants() {
        List<Cost> costs = new ArrayList<>();
        for (MeshPeer peer : mesh.peers()) {
            awaitQuiet(1);
            Future<Cidr> answer = peer.allocator().allocate("one", MeshPeer.UNIVERSE, true);
            costs.add(during("grants an address", () -> runUntil(answer::isDone)));
        }
        return Cost.average(costs);
    }

    /** Somebody takes over the addresses of the dead. */
    private Cost burial() {
        MeshPeer heir = mesh.peers().getFirst();
        return event(
                "removes the dead", () -> heir.allocator().takeOver(mesh.lastDead().toString()));
    }

    /** What follows within some seconds. */
    private Cost event(String what, Runnable event) {
        awaitQuiet(CHANGE_SECONDS);
        double[] heard = new double[1];
        Cost all =
                during(
                        what,
                        () -> {
                            measured(event);
                            for (double t = 0; t < CHANGE_SECONDS; t += STEP_SECONDS) {
                                pass(STEP_SECONDS);
                                heard[0] = mesh.isAgreed() ? heard[0] : t + STEP_SECONDS;
                            }
                        });
        return all.withSeconds(heard[0]);
    }

    /** Lets time pass until there are {@code seconds} without periodic gossip. */
    private void awaitQuiet(double seconds) {
        double phase = 1e-9 * (mesh.loop().nanoTime() - startNanos) % PERIOD_SECONDS;
        if (phase < PERIOD_OVER_SECONDS) {
            pass(PERIOD_OVER_SECONDS - phase);
        } else if (phase + seconds > PERIOD_SECONDS) {
            pass(PERIOD_SECONDS + PERIOD_OVER_SECONDS - phase);
        }
    }

    private void runUntil(BooleanSupplier condition) {
        double left = PATIENCE_SECONDS;
        while (!condition.getAsBoolean()) {
            pass(STEP_SECONDS);
            left -= STEP_SECONDS;
            if (left < 0) {
                throw new BenchException("the mesh never settles");
            }
        }
    }

    private Cost during(String what, Runnable work) {
        progress.accept("the mesh of " + mesh.peers().size() + " " + what);
        Cost before = mesh.traffic().soFar();
        long cpuNanosBefore = cpuNanos;
        long start = mesh.loop().nanoTime();
        work.run();
        double cpuSeconds = 1e-9 * (cpuNanos - cpuNanosBefore);
        return mesh.traffic()
                .soFar()
                .plus(new Cost(0, 0, 0, 0, cpuSeconds, 0))
                .less(before)
                .withSeconds(1e-9 * (mesh.loop().nanoTime() - start));
    }

    private void pass(double seconds) {
        measured(() -> mesh.loop().runSeconds(seconds));
    }

    private void measured(Runnable work) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        cpuNanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    private static long heapUsed() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
