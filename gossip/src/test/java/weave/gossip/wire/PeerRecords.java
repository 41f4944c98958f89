package weave.gossip.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import weave.core.peer.PeerName;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.PeerRecord;
import weave.testkit.Vectors;

/** Peer records as the vectors write them. */
final class PeerRecords {
    private PeerRecords() {}

    static List<PeerRecord> of(JsonNode peers) {
        List<PeerRecord> records = new ArrayList<>();
        for (JsonNode peer : peers) {
            List<ConnectionRecord> connections = new ArrayList<>();
            for (JsonNode connection : peer.path("Conns")) {
                connections.add(
                        new ConnectionRecord(
                                PeerName.parse(connection.path("Remote").asText()),
                                connection.path("Addr").asText(),
                                connection.path("Outbound").asBoolean(),
                                connection.path("Established").asBoolean()));
            }
            records.add(
                    new PeerRecord(
                            PeerName.parse(peer.path("Name").asText()),
                            peer.path("NickName").asText(),
                            Vectors.unsigned(peer.path("UID")),
                            Vectors.unsigned(peer.path("Version")),
                            peer.path("ShortID").asInt(),
                            peer.path("HasShortID").asBoolean(),
                            connections));
        }
        return records;
    }
}
