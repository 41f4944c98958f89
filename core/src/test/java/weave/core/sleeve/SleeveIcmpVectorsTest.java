package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

final class SleeveIcmpVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_icmp");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldWriteTheSameAnswer(JsonNode vector) {
        byte[] frame = Vectors.hex(vector.get("Frame"));
        byte[] answer = new byte[FragmentationNeeded.FRAME_LENGTH_MAX];
        int length =
                FragmentationNeeded.write(
                        new UnsafeBuffer(frame),
                        0,
                        frame.length,
                        vector.get("MTU").asInt(),
                        new UnsafeBuffer(answer),
                        0);
        assertEquals(
                vector.get("ICMPFragNeeded").asText(), HexFormat.of().formatHex(answer, 0, length));
    }
}
