package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

final class SleeveAggregationVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_aggregation");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldJudgeTheSame(JsonNode vector) {
        int used = SleeveLayout.packetOverhead(vector.get("Encrypted").asBoolean());
        for (JsonNode length : vector.path("Already")) {
            used += SleeveLayout.FRAME_OVERHEAD + length.asInt();
        }
        int next = vector.get("Next").asInt();
        int limit = vector.get("Limit").asInt();
        assertEquals(vector.get("Fits").asBoolean(), SleeveLayout.fits(used, next, limit));
    }
}
