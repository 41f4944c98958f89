package weave.core.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class OverlayControlVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("overlay_control");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldWrapWhatAnOverlaySends(JsonNode vector) throws Exception {
        SwitchFixture fixture = new SwitchFixture(overlays(vector));
        fixture.overlay(vector.path("Index").asInt())
                .sendControl(vector.path("Tag").asInt(), Vectors.hex(vector.path("Msg")));
        int meshTag = vector.path("MeshTag").asInt();
        String payload = vector.path("Payload").asText();
        assertEquals(List.of("send " + meshTag + " " + payload), fixture.told);
        assertEquals(vector.path("ProtocolMessage").asText(), "%02x".formatted(meshTag) + payload);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDeliverWhatTheOtherEndSends(JsonNode vector) throws Exception {
        SwitchFixture fixture = new SwitchFixture(overlays(vector));
        fixture.overlaySwitch.control(
                vector.path("MeshTag").asInt(), Vectors.hex(vector.path("Payload")));
        assertEquals(
                List.of(
                        "control "
                                + vector.path("Tag").asInt()
                                + " "
                                + vector.path("Msg").asText()),
                fixture.overlays.get(vector.path("Index").asInt()).calls);
    }

    private static List<FakeOverlay> overlays(JsonNode vector) {
        List<FakeOverlay> overlays = new ArrayList<>();
        vector.path("Overlays").forEach(name -> overlays.add(new FakeOverlay(name.asText())));
        return overlays;
    }
}
