package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.frame.FrameClass;
import weave.testkit.Vectors;

final class SleeveClassifyVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_classify");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldClassifyTheSame(JsonNode vector) {
        byte[] frame = Vectors.hex(vector.path("Frame"));
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        JsonNode expected = vector.get("Class");
        int frameClass = FrameClass.of(buffer, 0, frame.length);
        assertEquals(expected.get("LayersDecoded").asInt(), layers(frameClass));
        assertEquals(expected.get("DF").asBoolean(), frameClass == FrameClass.IPV4_DF);
        boolean special = SpecialFrame.isSpecial(buffer, 0, frame.length);
        assertEquals(expected.get("Special").asBoolean(), special);
        if (special) {
            assertEquals(
                    kind(expected.get("SpecialKind").asText()), SpecialFrame.kind(frame.length));
        }
    }

    private static int layers(int frameClass) {
        return frameClass == FrameClass.IPV4_DF ? 2 : frameClass;
    }

    private static int kind(String name) {
        return switch (name) {
            case "heartbeat" -> SpecialFrame.HEARTBEAT;
            case "fragtest" -> SpecialFrame.FRAGMENTATION_TEST;
            case "mtutest" -> SpecialFrame.MTU_PROBE;
            default -> throw new AssertionError(name);
        };
    }
}
