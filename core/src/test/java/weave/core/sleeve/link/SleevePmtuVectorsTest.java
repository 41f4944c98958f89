package weave.core.sleeve.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.sleeve.SleeveLayout;
import weave.testkit.Vectors;

final class SleevePmtuVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_pmtu");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldTakeTheSameSteps(JsonNode vector) {
        RecordingActions actions = new RecordingActions();
        boolean sealed = vector.get("Encrypted").asBoolean();
        PathMtuSearch search = new PathMtuSearch(actions, sealed);
        long now = 1_000;
        for (JsonNode step : vector.get("Steps")) {
            switch (step.get("Event").asText()) {
                case "toobig" ->
                        assertEquals(
                                !step.path("Ignored").asBoolean(),
                                search.refused(step.get("PMTU").asInt(), now));
                case "ack" -> search.acknowledged(step.path("AckMTU").asInt(), now);
                case "timeout" -> {
                    now = search.deadlineNanos();
                    search.onTimer(now - 1);
                    search.onTimer(now);
                }
                default -> throw new AssertionError(step);
            }
            assertState(step.get("State"), search, now);
            assertProbe(step.get("State"), actions.take(), sealed);
        }
    }

    private static void assertState(JsonNode state, PathMtuSearch search, long now) {
        assertEquals(state.get("Candidate").asInt(), search.candidate());
        assertEquals(state.get("HighestGood").asInt(), search.highestGood());
        assertEquals(state.get("LowestBad").asInt(), search.lowestBad());
        assertEquals(state.get("TestsSent").asInt(), search.testsSent());
        assertEquals(state.get("MTU").asInt(), search.innerMtu());
        assertEquals(state.get("MaxPayload").asInt(), search.maxPayload());
        if (search.candidate() == 0) {
            assertEquals(Long.MAX_VALUE, search.deadlineNanos());
        } else {
            assertTrue(search.deadlineNanos() > now);
        }
    }

    private static void assertProbe(JsonNode state, List<String> done, boolean sealed) {
        List<String> probes = done.stream().filter(line -> line.startsWith("probe")).toList();
        int frameLength = state.get("ProbeFrameLen").asInt();
        assertEquals(frameLength == 0 ? List.of() : List.of("probe " + frameLength), probes);
        if (frameLength != 0) {
            assertEquals(
                    state.get("ProbeLen").asInt(),
                    frameLength
                            + SleeveLayout.FRAME_OVERHEAD
                            + SleeveLayout.packetOverhead(sealed));
        }
    }
}
