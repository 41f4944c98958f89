package weave.bench.mesh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small meshes of one degree, each twice as large as the one before. */
class MeshTrialTest {
    /** Held, or the setting goes with the logger. */
    private static final Logger LOG = Logger.getLogger("weaved");

    private static final int DEGREE = 8;
    private static final int CHANGES = 5;
    private static final int SMALL = 32;
    private static final int LARGE = 64;
    private static final double SLACK = 1.3;
    private static final double HEAP_MAX = 4096;

    @BeforeAll
    static void keepQuiet() {
        LOG.setLevel(Level.WARNING);
    }

    @Test
    void shouldCostNoMoreThanPeersTimesTheirLogarithmWhenSomethingChanges() {
        MeshFigures small = trial(SMALL, true);
        MeshFigures large = trial(LARGE, true);
        assertGrowth("bytes of a change", small, large, f -> f.change().topologyBytes());
        assertGrowth("messages of a change", small, large, f -> f.change().topologyMessages());
        assertGrowth("bytes of a death", small, large, f -> f.death().topologyBytes());
        assertGrowth("messages of a death", small, large, f -> f.death().topologyMessages());
        assertGrowth("bytes at rest", small, large, f -> f.rest().topologyBytes());
        assertGrowth("messages at rest", small, large, f -> f.rest().topologyMessages());
        assertGrowth("IPAM bytes of a grant", small, large, f -> f.grant().ipamBytes());
        assertGrowth("IPAM messages of a grant", small, large, f -> f.grant().ipamMessages());
        assertGrowth("IPAM bytes at rest", small, large, f -> f.rest().ipamBytes());
        assertTrue(large.heapPerPeer() < HEAP_MAX, large::toString);
    }

    @Test
    void shouldCostAFractionOfWholeRecords() {
        MeshFigures whole = trial(SMALL, false);
        MeshFigures deltas = trial(SMALL, true);
        assertTrue(
                deltas.rest().topologyBytes() < whole.rest().topologyBytes() / 10,
                () -> deltas + " " + whole);
        assertTrue(
                deltas.change().topologyBytes() < whole.change().topologyBytes() / 2,
                () -> deltas + " " + whole);
        assertTrue(
                deltas.grant().ipamBytes() < whole.grant().ipamBytes() / 2,
                () -> deltas + " " + whole);
        assertTrue(
                deltas.rest().ipamBytes() < whole.rest().ipamBytes() / 2,
                () -> deltas + " " + whole);
    }

    private static MeshFigures trial(int peers, boolean deltas) {
        return MeshTrial.run(peers, DEGREE, deltas, CHANGES, what -> {});
    }

    private static void assertGrowth(
            String what,
            MeshFigures small,
            MeshFigures large,
            ToDoubleFunction<MeshFigures> figure) {
        double allowed = SLACK * LARGE * Math.log(LARGE) / (SMALL * Math.log(SMALL));
        double growth = figure.applyAsDouble(large) / figure.applyAsDouble(small);
        assertTrue(growth <= allowed, () -> what + " grows by " + growth + " > " + allowed);
    }
}
