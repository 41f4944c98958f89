package weave.core.fastdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Vectors;

class VxlanLayoutVectorsTest {
    @Test
    void shouldNameThePeersAsTheOriginalDoes() {
        UnsafeBuffer header = new UnsafeBuffer(new byte[VxlanLayout.HEADER_LENGTH + 2]);
        for (JsonNode vector : Vectors.cases("fastdp_vni")) {
            int source = vector.path("Src").asInt();
            int destination = vector.path("Dst").asInt();
            int tunnelId = VxlanLayout.tunnelId(source, destination);
            assertEquals(vector.path("VNI").asInt(), tunnelId);
            assertEquals(Long.parseLong(vector.path("TunnelID").asText(), 16), tunnelId);
            assertEquals(source, VxlanLayout.sourceShortId(tunnelId));
            assertEquals(destination, VxlanLayout.destinationShortId(tunnelId));
            VxlanLayout.write(header, 1, tunnelId);
            assertEquals(tunnelId, VxlanLayout.tunnelId(header, 1));
            assertEquals(0x08, header.getByte(1));
            assertEquals(0, header.getByte(1 + 7));
        }
    }
}
