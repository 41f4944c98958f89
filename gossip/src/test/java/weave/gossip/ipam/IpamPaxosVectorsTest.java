package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

class IpamPaxosVectorsTest {
    @Test
    void shouldElectLikeTheOriginal() {
        for (JsonNode c : Vectors.cases("ipam_paxos")) {
            List<Paxos> nodes = new ArrayList<>();
            for (int i = 0; i < c.path("Nodes").size(); i++) {
                PeerName name = PeerName.parse(c.path("Nodes").get(i).asText());
                long uid = Vectors.unsigned(c.path("UIDs").get(i));
                Paxos paxos = new Paxos(new PaxosNode(name, uid), true);
                paxos.quorum(c.path("Quorum").asInt());
                nodes.add(paxos);
            }
            for (JsonNode step : c.path("Steps")) {
                replay(nodes, step);
            }
        }
    }

    private static void replay(List<Paxos> nodes, JsonNode step) {
        Paxos node = nodes.get(step.path("Node").asInt());
        if (step.path("Op").asText().equals("propose")) {
            node.propose();
        } else {
            Paxos from = nodes.get(step.path("From").asInt());
            boolean learned = node.update(new HashMap<>(from.known()));
            assertEquals(step.path("Learned").asBoolean(), learned, step::toString);
            boolean thought = learned && node.think();
            assertEquals(step.path("Thought").asBoolean(), thought, step::toString);
        }
        assertEquals(
                sorted(IpamJson.election(step.path("Knows"))),
                sorted(node.known()),
                step::toString);
        List<PeerName> consensus = sorted(node.consensus().orElse(List.of()));
        assertEquals(sorted(IpamJson.peers(step.path("Consensus"))), consensus, step::toString);
    }

    static Map<PaxosNode, PaxosClaims> sorted(Map<PaxosNode, PaxosClaims> known) {
        if (known == null) {
            return Map.of();
        }
        Map<PaxosNode, PaxosClaims> sorted = new HashMap<>();
        known.forEach((node, claims) ->
                sorted.put(
                        node,
                        new PaxosClaims(
                                claims.promise(),
                                claims.accepted(),
                                sorted(claims.value()),
                                claims.origin())));
        return sorted;
    }

    private static List<PeerName> sorted(List<PeerName> peers) {
        return peers.stream().sorted().toList();
    }
}
