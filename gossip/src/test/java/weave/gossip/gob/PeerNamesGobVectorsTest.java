package weave.gossip.gob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

class PeerNamesGobVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("peer_names").stream().filter(c -> c.path("OK").asBoolean()).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldWriteNamesAsNumbers(JsonNode vector) throws GobException {
        PeerName name = PeerName.parse(vector.path("Input").asText());
        byte[] gob = Vectors.hex(vector.path("Gob"));
        assertArrayEquals(gob, new GobWriter().write(GobType.UINT, name.value()).drain());
        assertEquals(name.value(), new GobReader(gob).next(GobType.UINT));
    }
}
