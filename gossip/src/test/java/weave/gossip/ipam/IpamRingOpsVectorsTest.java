package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

class IpamRingOpsVectorsTest {
    @Test
    void shouldDivideGrantAndTransferLikeTheOriginal() {
        for (JsonNode c : Vectors.cases("ipam_ring_ops")) {
            List<PeerName> seeds = IpamJson.peers(c.path("Seeds"));
            AddressRange universe = IpamJson.range(c.path("Start"), c.path("End"));
            Ring ring = Ring.divided(universe, seeds.getFirst(), seeds);
            assertEquals(IpamJson.entries(c.path("Initial")), ring.entries());
            for (JsonNode op : c.path("Ops")) {
                ring = replay(ring, op);
            }
        }
    }

    private static Ring replay(Ring before, JsonNode op) {
        PeerName as = PeerName.parse(op.path("As").asText());
        Ring ring = new Ring(before.universe(), as, before.entries(), before.seeds());
        Ring after = apply(ring, op.path("Op").asText(), op.path("Args"), op.path("Result"));
        assertEquals(IpamJson.entries(op.path("Entries")), after.entries(), op::toString);
        assertEquals(
                IpamJson.texts(op.path("Owned")),
                after.ownedBy(as).stream().map(IpamJson::text).toList(),
                op::toString);
        return after;
    }

    private static Ring apply(Ring ring, String op, JsonNode args, JsonNode result) {
        switch (op) {
            case "owner" -> {
                PeerName owner = ring.owner(Ipv4.parse(args.get(0).asText()));
                assertEquals(result.asText(), owner.toString());
                return ring;
            }
            case "grant" -> {
                return ring.grant(
                        IpamJson.range(args.get(0), args.get(1)),
                        PeerName.parse(args.get(2).asText()));
            }
            case "reportfree" -> {
                Ring after =
                        ring.reportFree(
                                range -> args.get(0).path(Ipv4.format(range.start())).asLong());
                assertEquals(result.asBoolean(), !after.equals(ring));
                return after;
            }
            case "transfer" -> {
                PeerName from = PeerName.parse(args.get(0).asText());
                assertEquals(
                        IpamJson.texts(result),
                        ring.ownedBy(from).stream().map(IpamJson::text).toList());
                return ring.transfer(from, PeerName.parse(args.get(1).asText()));
            }
            default -> throw new AssertionError(op);
        }
    }
}
