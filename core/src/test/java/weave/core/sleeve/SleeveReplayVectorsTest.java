package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

final class SleeveReplayVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_replay");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldAcceptTheSameNumbers(JsonNode vector) {
        ReplayWindow window = new ReplayWindow();
        for (int i = 0; i < vector.get("Seqs").size(); i++) {
            long sequence = Vectors.unsigned(vector.get("Seqs").get(i));
            assertEquals(
                    vector.get("Accepted").get(i).asBoolean(),
                    window.accept(sequence),
                    () -> "sequence " + sequence);
        }
    }
}
