package weave.core.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class PeerNamesVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("peer_names");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadNamesAsTheOriginalDoes(JsonNode vector) {
        String input = vector.path("Input").asText();
        if (!vector.path("OK").asBoolean()) {
            assertThrows(IllegalArgumentException.class, () -> PeerName.parse(input));
            return;
        }
        PeerName name = PeerName.parse(input);
        byte[] bytes = Vectors.hex(vector.path("Bytes"));
        assertEquals(Vectors.unsigned(vector.path("Value")), name.value());
        assertEquals(vector.path("String").asText(), name.toString());
        assertArrayEquals(bytes, name.toBytes());
        assertEquals(name, PeerName.fromBytes(bytes));
    }
}
