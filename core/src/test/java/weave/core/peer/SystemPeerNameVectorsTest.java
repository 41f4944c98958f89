package weave.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class SystemPeerNameVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("system_peer_name");
    }

    /** The vectors hold both files in one; where the first ends makes no difference. */
    @ParameterizedTest
    @MethodSource("cases")
    void shouldDeriveTheOriginalsName(JsonNode vector) {
        byte[] both = Vectors.hex(vector.path("UUID"));
        for (int cut = 0; cut <= both.length; cut++) {
            PeerName name =
                    SystemPeerName.derive(
                            Arrays.copyOf(both, cut), Arrays.copyOfRange(both, cut, both.length));
            assertEquals(vector.path("MAC").asText(), name.toString());
        }
    }
}
