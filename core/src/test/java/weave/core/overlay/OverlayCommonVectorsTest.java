package weave.core.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class OverlayCommonVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("overlay_common");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldNegotiateCommonOverlays(JsonNode vector) throws Exception {
        List<Overlay> ours = new ArrayList<>();
        vector.path("Ours").forEach(name -> ours.add(new FakeOverlay(name.asText())));
        String text = vector.path("Remote").asText();
        String announced = text.equals("(absent)") ? null : text;
        if (vector.hasNonNull("Error")) {
            OverlayException refusal =
                    assertThrows(
                            OverlayException.class, () -> OverlaySwitch.negotiate(ours, announced));
            assertEquals("no overlays in common with peer", refusal.getMessage());
            return;
        }
        List<String> expected = new ArrayList<>();
        vector.path("Common").forEach(name -> expected.add(name.asText()));
        assertEquals(
                expected,
                OverlaySwitch.negotiate(ours, announced).stream().map(Overlay::name).toList());
    }
}
