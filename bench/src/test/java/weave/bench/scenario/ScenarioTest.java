package weave.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weave.testkit.Allocation;

/** The small form of every scenario. */
class ScenarioTest {
    private final Recorder recorder = new Recorder(_ -> {});

    @ParameterizedTest
    @EnumSource
    void shouldMeasureAtEveryLength(Scenario scenario) {
        for (int frameLength : Plan.SMALL.frameLengths()) {
            Measurement result = recorder.measure(scenario, frameLength, Plan.SMALL);
            String what = result.toString();
            assertTrue(result.frames() > 0, what);
            assertTrue(result.nanosLowest() > 0, what);
            assertTrue(result.nanosLowest() <= result.nanos(), what);
            assertTrue(result.nanos() <= result.nanosHighest(), what);
            assertTrue(result.p50() <= result.p999(), what);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldDoTheSameWorkEveryTime(Scenario scenario) {
        assertEquals(hashOfFirstBurst(scenario, 64), hashOfFirstBurst(scenario, 64));
    }

    @ParameterizedTest
    @EnumSource(names = "FORWARD", mode = EnumSource.Mode.EXCLUDE)
    void shouldHashWhatDependsOnTheFrame(Scenario scenario) {
        assertNotEquals(hashOfFirstBurst(scenario, 64), hashOfFirstBurst(scenario, 1400));
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotAllocateWhereItMustNot(Scenario scenario) {
        if (!scenario.allocationFree()) {
            return;
        }
        try (Work work = scenario.prepare(1400)) {
            assertEquals(0, Allocation.bytes(2000, work::run), scenario.verb());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ENGINE", "ENGINE_SEALED", "ENGINE_AES"})
    void shouldDeliverEveryFrameThroughTheEngine(Scenario scenario) {
        for (int frameLength : new int[] {Frames.LENGTH_MIN, 1400, Frames.LENGTH_MAX}) {
            try (Work work = scenario.prepare(frameLength)) {
                work.run();
                assertEquals(work.frames(), work.run(), frameLength + " bytes");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "OPEN_JAVA", "OPEN_AES", "OPEN_AES_JAVA"})
    void shouldOpenEverythingThatWasSealed(Scenario scenario) {
        try (Work work = scenario.prepare(1400)) {
            assertEquals(work.frames(), work.run());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT", "CUT_UDP"})
    void shouldCutASuperFrameIntoLongerWhole(Scenario scenario) {
        try (Work work = scenario.prepare(65_000)) {
            assertTrue(work.run() > 65_000L * work.frames());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JOIN", "JOIN_UDP"})
    void shouldJoinEverythingThatWasCut(Scenario scenario) {
        for (int frameLength : new int[] {Frames.LENGTH_MIN, 1400, Frames.LENGTH_MAX}) {
            try (JoinWork work = (JoinWork) scenario.prepare(frameLength)) {
                work.run();
                assertEquals((work.segments() - 1L) * work.frames(), work.run());
            }
        }
    }

    private static int hashOfFirstBurst(Scenario scenario, int frameLength) {
        try (Work work = scenario.prepare(frameLength)) {
            work.run();
            return work.hash();
        }
    }
}
