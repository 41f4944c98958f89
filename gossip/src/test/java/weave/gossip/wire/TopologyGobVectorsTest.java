package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.gossip.topology.PeerRecord;
import weave.testkit.Vectors;

class TopologyGobVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("topology_gob");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadUpdatesOfTheOriginal(JsonNode vector) throws WireException {
        List<PeerRecord> peers = PeerRecords.of(vector.path("Peers"));
        assertEquals(peers, TopologyCodec.decode(Vectors.hex(vector.path("Hex"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadWhatItWrites(JsonNode vector) throws WireException {
        List<PeerRecord> peers = PeerRecords.of(vector.path("Peers"));
        assertEquals(peers, TopologyCodec.decode(TopologyCodec.encode(peers)));
    }
}
