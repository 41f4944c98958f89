package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class GobVariantsVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("gob_variants");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldTolerateAndRefuseWhatTheOriginalDoes(JsonNode vector) throws WireException {
        byte[] bytes = Vectors.hex(vector.path("Hex"));
        if (vector.path("Error").asText().isEmpty()) {
            assertEquals(PeerRecords.of(vector.path("Decoded")), TopologyCodec.decode(bytes));
        } else {
            assertThrows(WireException.class, () -> TopologyCodec.decode(bytes));
        }
    }
}
