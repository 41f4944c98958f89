package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import weave.testkit.Vectors;

class CidrRangesVectorsTest {
    @Test
    void shouldCutRangesIntoBlocksLikeTheOriginal() {
        for (JsonNode c : Vectors.cases("cidr_ranges")) {
            AddressRange range = IpamJson.range(c.path("Start"), c.path("End"));
            AddressRange biggest = range.biggestBlock();
            assertEquals(
                    c.path("Biggest").asText(),
                    Ipv4.format(biggest.start()) + "+" + biggest.size());
            assertEquals(
                    IpamJson.texts(c.path("CIDRs")),
                    range.cidrs().stream().map(Cidr::toString).toList());
            assertEquals(c.path("AsCIDRString").asText(), range.toString());
        }
    }
}
