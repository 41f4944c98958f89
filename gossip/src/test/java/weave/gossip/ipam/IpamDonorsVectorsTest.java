package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weave.testkit.Vectors;

class IpamDonorsVectorsTest {
    @Test
    void shouldAskTheSamePeersAsTheOriginal() {
        for (JsonNode c : Vectors.cases("ipam_donors")) {
            assertEquals(
                    Set.copyOf(IpamJson.peers(c.path("Candidates"))),
                    IpamJson.ring(c.path("Ring"))
                            .donors(IpamJson.range(c.path("Start"), c.path("End")))
                            .keySet(),
                    c::toString);
        }
    }
}
