package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

final class SleeveFragmentVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_fragment");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldWriteTheSamePieces(JsonNode vector) {
        byte[] frame = Vectors.hex(vector.get("Frame"));
        Fragmenter fragmenter = new Fragmenter();
        int mtu = vector.get("MTU").asInt();
        int count = fragmenter.wrap(new UnsafeBuffer(frame), 0, frame.length, mtu);
        assertEquals(vector.get("Fragments").size(), count);
        for (int i = 0; i < count; i++) {
            byte[] piece = new byte[fragmenter.frameLength(i)];
            fragmenter.write(i, new UnsafeBuffer(piece), 0);
            assertEquals(vector.get("Fragments").get(i).asText(), HexFormat.of().formatHex(piece));
        }
    }
}
