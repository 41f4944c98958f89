package weave.core.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class OverlaySwitchVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("overlay_switch");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldChooseTheSameOverlay(JsonNode vector) throws Exception {
        List<FakeOverlay> overlays = new ArrayList<>();
        vector.path("Overlays").forEach(name -> overlays.add(new FakeOverlay(name.asText())));
        SwitchFixture fixture = new SwitchFixture(overlays);
        assertBest(vector.path("InitialBest"), fixture);
        for (JsonNode event : vector.path("Events")) {
            OverlayListener overlay = fixture.overlay(event.path("Index").asInt());
            switch (event.path("Kind").asText()) {
                case "established" -> overlay.established();
                case "error" -> overlay.failed("an error");
                case "unhealthy" -> overlay.unhealthy("no heartbeat");
                case "healthy" -> overlay.recovered();
                default -> throw new AssertionError("unknown event " + event);
            }
            assertBest(event.path("Best"), fixture);
            assertEquals(
                    event.path("Established").asBoolean(),
                    fixture.overlaySwitch.isEstablished(),
                    event::toString);
            boolean fatal = !event.path("Fatal").asText("").isEmpty();
            assertEquals(
                    fatal,
                    fixture.told.stream().anyMatch(call -> call.startsWith("failed: ")),
                    event::toString);
        }
    }

    private static void assertBest(JsonNode index, SwitchFixture fixture) {
        assertEquals(fixture.overlays.get(index.asInt()).name(), fixture.overlaySwitch.best());
    }
}
