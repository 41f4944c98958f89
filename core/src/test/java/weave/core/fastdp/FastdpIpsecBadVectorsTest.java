package weave.core.fastdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class FastdpIpsecBadVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("fastdp_ipsec_bad");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldTakeOneLengthOnly(JsonNode vector) {
        String error = "";
        try {
            EspParameters.of(Vectors.hex(vector.path("Hex")));
        } catch (EspException refused) {
            error = refused.getMessage();
        }

        assertEquals(vector.path("Error").asText(), error);
    }
}
