package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

final class SleeveMalformedVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_malformed");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDeliverAndRefuseTheSame(JsonNode vector) {
        SecretBoxCipher cipher =
                vector.has("SessionKey")
                        ? new SecretBoxCipher(
                                Vectors.hex(vector.get("SessionKey")),
                                !vector.path("ReceiverOutbound").asBoolean())
                        : null;
        SleeveDecoder decoder = new SleeveDecoder(cipher);
        for (int i = 0; i < vector.get("Hex").size(); i++) {
            JsonNode expected = vector.get("Results").get(i);
            Records records = new Records();
            int result = records.decode(decoder, Vectors.hex(vector.get("Hex").get(i)));
            assertEquals(expected.get("Frames").asInt(), records.delivered.size());
            assertResult(expected.get("Error").asText(), result);
        }
    }

    /** A replay is no error in the vectors, but has a counter here. */
    private static void assertResult(String error, int result) {
        if (error.isEmpty()) {
            assertTrue(result == SleeveDecoder.OK || result == SleeveDecoder.REPLAYED);
        } else if (error.contains("trailing garbage")) {
            assertEquals(SleeveDecoder.TRAILING_GARBAGE, result);
        } else if (error.contains("decryption failed")) {
            assertEquals(SleeveDecoder.FORGED, result);
        } else if (error.contains("expected frame")) {
            assertEquals(SleeveDecoder.TRUNCATED_RECORD, result);
        } else {
            assertEquals(SleeveDecoder.TOO_SHORT, result, error);
        }
    }
}
