package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

class IpamNormalizeVectorsTest {
    @Test
    void shouldDivideAmongTheSamePeersWhateverTheirOrder() {
        for (JsonNode c : Vectors.cases("ipam_normalize")) {
            List<PeerName> value = IpamJson.peers(c.path("In"));
            Ring ring = Ring.divided(Cidr.parse("10.32.0.0/12").range(), value.getFirst(), value);
            assertEquals(IpamJson.peers(c.path("Out")), ring.seeds());
        }
    }
}
