package weave.gossip.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

/** The vectors' way of writing rings, peers and elections. */
final class IpamJson {
    private IpamJson() {}

    static List<PeerName> peers(JsonNode names) {
        List<PeerName> peers = new ArrayList<>();
        names.forEach(name -> peers.add(PeerName.parse(name.asText())));
        return peers;
    }

    static List<RingEntry> entries(JsonNode list) {
        List<RingEntry> entries = new ArrayList<>();
        list.forEach(entry ->
                entries.add(
                        new RingEntry(
                                Ipv4.parse(entry.path("Token").asText()),
                                PeerName.parse(entry.path("Peer").asText()),
                                entry.path("Version").asLong(),
                                entry.path("Free").asLong())));
        return entries;
    }

    static AddressRange range(JsonNode start, JsonNode end) {
        return new AddressRange(Ipv4.parse(start.asText()), Ipv4.parse(end.asText()));
    }

    static Ring ring(JsonNode ring) {
        return new Ring(
                range(ring.path("Start"), ring.path("End")),
                PeerName.parse(ring.path("Peer").asText()),
                entries(ring.path("Entries")),
                peers(ring.path("Seeds")));
    }

    /** {@code first-last}, as the vectors print ranges. */
    static String text(AddressRange range) {
        return Ipv4.format(range.start()) + "-" + Ipv4.format(range.end() - 1);
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    static PaxosProposal proposal(JsonNode proposal) {
        return new PaxosProposal(
                Vectors.unsigned(proposal.path("Round")),
                new PaxosNode(
                        PeerName.parse(proposal.path("Proposer").asText()),
                        Vectors.unsigned(proposal.path("UID"))));
    }

    static Map<PaxosNode, PaxosClaims> election(JsonNode nodes) {
        Map<PaxosNode, PaxosClaims> election = new LinkedHashMap<>();
        for (JsonNode node : nodes) {
            election.put(
                    new PaxosNode(
                            PeerName.parse(node.path("Name").asText()),
                            Vectors.unsigned(node.path("UID"))),
                    new PaxosClaims(
                            proposal(node.path("Promise")),
                            proposal(node.path("Accepted")),
                            peers(node.path("AcceptedValue")),
                            proposal(node.path("AcceptedOrigin"))));
        }
        return election;
    }
}
