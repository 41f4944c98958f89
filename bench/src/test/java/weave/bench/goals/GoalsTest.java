package weave.bench.goals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weave.bench.compare.Figure;
import weave.bench.compare.Outcome;
import weave.bench.compare.Plan;
import weave.bench.compare.Spread;

class GoalsTest {
    @Test
    void shouldDivideRoundByRound() {
        GoalResult result =
                result(
                        "against kernel VXLAN + bridge",
                        figure("plain", "tcp", 4.0, 6.0, null, 5.0),
                        figure("kernel-vxlan", "tcp", 10.0, 10.0, 10.0, 20.0));
        assertEquals(List.of(0.4, 0.6, 0.25), result.values());
        assertEquals(0.4, result.spread().median());
        assertEquals("higher", result.better());
    }

    @Test
    void shouldJudgeByTheWorseEndOfTheInterval() {
        Figure vxlan = figure("kernel-vxlan", "tcp", 10.0, 10.0, 10.0);
        GoalResult good =
                result("kernel VXLAN + bridge", figure("plain", "tcp", 3.5, 9.0, 9.0), vxlan);
        assertTrue(good.boundKept());
        assertFalse(good.aimReached());
        GoalResult bad =
                result("kernel VXLAN + bridge", figure("plain", "tcp", 3.4, 9.0, 9.0), vxlan);
        assertFalse(bad.boundKept());
    }

    @Test
    void shouldJudgeByTheUpperEndWhereLessIsBetter() {
        GoalResult idle =
                result("in user space alone", figure("plain", "idle-cpu", 0.1, 0.05, 0.5));
        assertTrue(idle.boundKept());
        assertFalse(idle.aimReached());
        assertEquals("lower", idle.better());
        GoalResult heap =
                result(
                        "heap per frame, in clear, engine",
                        figure("plain", "engine-64-heap", 0.0, 0.0));
        assertTrue(heap.boundKept() && heap.aimReached());
        heap =
                result(
                        "heap per frame, in clear, engine",
                        figure("plain", "engine-64-heap", 0.0, 0.001));
        assertFalse(heap.boundKept());
    }

    @Test
    void shouldPutWhatEncryptionAddsOverTheCipherAlone() {
        GoalResult result =
                result(
                        "cipher alone",
                        figure("sealed", "tcp-cpu", 3.0, 4.0),
                        figure("plain", "tcp-cpu", 1.5, 1.0),
                        figure("sealed", "aes-cpu", 1.0, 2.0));
        assertEquals(List.of(1.5, 1.5), result.values());
        assertEquals("lower", result.better());
    }

    @Test
    void shouldJudgeByTheWorstOfAllWhereOneIsTooMany() {
        Double[] gaps = {500.0, 400.0, 500.0, 500.0, 500.0, 500.0, 500.0, 500.0, 1001.0};
        GoalResult drop = result("6784 dropped", figure("vxlan", "failover-drop", gaps));
        assertEquals(500, drop.spread().median());
        assertEquals(400, drop.spread().low());
        assertFalse(drop.boundKept());
        gaps[8] = 1000.0;
        drop = result("6784 dropped", figure("vxlan", "failover-drop", gaps));
        assertTrue(drop.boundKept());
        assertFalse(drop.aimReached());
    }

    @Test
    void shouldCountHowManyTimesLongerTheReferenceTakes() {
        GoalResult macs =
                result(
                        "bridge -batch",
                        figure("vxlan", "macs", 10.0, 20.0),
                        figure("bridge -batch", "macs", 100.0, 60.0));
        assertEquals(List.of(10.0, 3.0), macs.values());
        assertTrue(macs.boundKept());
        assertFalse(macs.aimReached());
    }

    @Test
    void shouldReachNothingThatWasNotMeasured() {
        GoalResult result = result("fastd", figure("secretbox", "tcp", 3.0));
        assertNull(result.spread());
        assertFalse(result.boundKept() || result.aimReached());
    }

    @Test
    void shouldDoTheCiphersWork() {
        SealAndOpen work = new SealAndOpen(1404);
        assertEquals(work.burst(), work.burst());
    }

    /** Of the goal whose text has this part. */
    private static GoalResult result(String part, Figure... figures) {
        Plan plan = new Plan(1, 0, 0, 1, List.of(), List.of(), 1500, 0);
        Outcome outcome = new Outcome(plan, "", Map.of(), List.of(), List.of(figures), List.of());
        List<GoalResult> results =
                Goals.results(outcome).stream().filter(of -> of.goal().contains(part)).toList();
        assertEquals(1, results.size(), part);
        return results.getFirst();
    }

    private static Figure figure(String carrier, String metric, Double... values) {
        return new Figure(carrier, metric, "", "", Spread.of(1), Arrays.asList(values));
    }
}
