package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

final class MtuFormulasVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("mtu_formulas");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReckonTheSame(JsonNode vector) {
        if (vector.has("TooBig")) {
            int length = vector.get("FrameLen").asInt();
            int mtu = vector.get("MTU").asInt();
            assertEquals(vector.get("TooBig").asBoolean(), PathDecision.isTooBig(length, mtu));
            return;
        }
        boolean sealed = vector.get("Encrypted").asBoolean();
        int total = SleeveLayout.totalOverhead(sealed);
        int pathMtu = vector.get("PMTU").asInt();
        assertEquals(vector.get("PacketOverhead").asInt(), SleeveLayout.packetOverhead(sealed));
        assertEquals(vector.get("FrameOverhead").asInt(), SleeveLayout.FRAME_OVERHEAD);
        assertEquals(vector.get("TotalOverhead").asInt(), total);
        assertEquals(vector.get("InnerMTU").asInt(), pathMtu - total);
        assertEquals(vector.get("MaxUDPPayload").asInt(), pathMtu - SleeveLayout.UDP_OVERHEAD);
    }
}
