package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.testkit.Vectors;

class IpamGossipVectorsTest {
    @Test
    void shouldDecodeWhatTheOriginalSends() throws GobException {
        for (JsonNode c : Vectors.cases("ipam_gossip")) {
            assertEquals(expected(c.path("Decoded")), decoded(c), c.path("Note").asText());
        }
    }

    @Test
    void shouldDecodeWhatItEncodes() throws GobException {
        for (JsonNode c : Vectors.cases("ipam_gossip")) {
            IpamGossip gossip = decoded(c);
            assertEquals(gossip, IpamCodec.decodeGossip(IpamCodec.encode(gossip)));
        }
    }

    private static IpamGossip decoded(JsonNode c) throws GobException {
        return IpamCodec.decodeGossip(Vectors.hex(c.path("Hex")));
    }

    private static IpamGossip expected(JsonNode decoded) {
        Map<PeerName, String> nicknames = new LinkedHashMap<>();
        decoded.path("Nicknames")
                .properties()
                .forEach(e -> nicknames.put(PeerName.parse(e.getKey()), e.getValue().asText()));
        return new IpamGossip(
                decoded.path("Now").asLong(),
                nicknames,
                decoded.path("HasPaxos").asBoolean()
                        ? IpamJson.election(decoded.path("Paxos"))
                        : null,
                decoded.path("Ring").isNull() ? null : IpamJson.ring(decoded.path("Ring")));
    }
}
