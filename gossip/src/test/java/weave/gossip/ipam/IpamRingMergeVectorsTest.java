package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import weave.testkit.Vectors;

class IpamRingMergeVectorsTest {
    @Test
    void shouldMergeLikeTheOriginal() {
        for (JsonNode c : Vectors.cases("ipam_ring_merge")) {
            if (c.has("Error")) {
                refused(c);
            } else {
                merged(c);
            }
        }
    }

    private static void merged(JsonNode c) {
        RingMerge.Result result = merge(c);
        assertEquals(RingMerge.Refusal.NONE, result.refusal(), c::toString);
        assertEquals(List.of(), result.disputes(), c::toString);
        assertEquals(c.path("Updated").asBoolean(), result.updated(), c::toString);
        assertEquals(IpamJson.entries(c.path("Result")), result.ring().entries(), c::toString);
        assertEquals(IpamJson.peers(c.path("ResultSeeds")), result.ring().seeds());
    }

    /** Where the original refuses all of a ring, we leave out what is disputed. */
    private static void refused(JsonNode c) {
        Ring ours = IpamJson.ring(c.path("Ours"));
        RingMerge.Result result = merge(c);
        boolean isRefused = result.refusal() != RingMerge.Refusal.NONE;
        assertTrue(isRefused || !result.disputes().isEmpty(), c::toString);
        for (JsonNode address : c.path("Allocated")) {
            long used = Ipv4.parse(address.asText());
            if (ours.owner(used).equals(ours.self())) {
                assertEquals(ours.self(), result.ring().owner(used), c::toString);
            }
        }
    }

    private static RingMerge.Result merge(JsonNode c) {
        List<Long> used = IpamJson.texts(c.path("Allocated")).stream().map(Ipv4::parse).toList();
        return RingMerge.merge(
                IpamJson.ring(c.path("Ours")),
                IpamJson.ring(c.path("Theirs")),
                range -> used.stream().anyMatch(range::contains));
    }
}
