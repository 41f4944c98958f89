package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import weave.gossip.gob.GobException;
import weave.testkit.Vectors;

class IpamUnicastVectorsTest {
    @Test
    void shouldReadRangesOfRequestsAndDenials() throws GobException {
        for (JsonNode c : Vectors.cases("ipam_unicast")) {
            byte[] message = Vectors.hex(c.path("Hex"));
            AddressRange range = IpamJson.range(c.path("Start"), c.path("End"));
            assertEquals(c.path("Kind").asInt(), message[0]);
            byte[] body = Arrays.copyOfRange(message, 1, message.length);
            assertEquals(range, IpamCodec.decodeRange(body));
            assertEquals(range, IpamCodec.decodeRange(IpamCodec.encode(range)));
        }
    }
}
