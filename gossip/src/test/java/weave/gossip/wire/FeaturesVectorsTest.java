package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class FeaturesVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("features");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldUnderstandAndRefuseWhatTheOriginalDoes(JsonNode vector) throws WireException {
        Map<String, String> values = map(vector.path("Features"));
        JsonNode expected = vector.path("Result");
        if (!expected.path("Error").asText().isEmpty()) {
            assertThrows(WireException.class, () -> Features.parse(values));
            return;
        }
        Features features = Features.parse(values);
        assertEquals(expected.path("Name").asText(), features.name().toString());
        assertEquals(expected.path("NickName").asText(), features.nickName());
        assertEquals(Vectors.unsigned(expected.path("UID")), features.uid());
        assertEquals(expected.path("ShortID").asInt(), features.shortId());
        assertEquals(expected.path("HasShortID").asBoolean(), features.hasShortId());
        assertEquals(expected.path("TrustedByRemote").asBoolean(), features.trusted());
        assertEquals(
                Vectors.unsigned(expected.path("ConnUID")),
                features.connectionUid(Vectors.unsigned(vector.path("OurConnID"))));
        assertEquals(features, Features.parse(features.toMap()));
    }

    static Map<String, String> map(JsonNode values) {
        Map<String, String> map = new LinkedHashMap<>();
        values.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        return map;
    }
}
