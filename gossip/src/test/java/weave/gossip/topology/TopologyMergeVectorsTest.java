package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

/** The life of one peer database, step by step. */
class TopologyMergeVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("topology_merge");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldBeInTheSameStateAfterEveryStep(JsonNode vector) throws Exception {
        Peers peers = new Peers(record(vector.path("Self")), new Random(1));
        Map<PeerName, Peer> held = new HashMap<>();
        int number = 0;
        for (JsonNode step : vector.path("Steps")) {
            String where = "step " + number++ + " " + step.path("Op").asText();
            JsonNode result = step.path("Result");
            Set<PeerName> received = Set.of();
            Set<PeerName> improved = Set.of();
            List<PeerRecord> removed = List.of();
            PeerName remote = name(step.path("Remote").path("Name"));
            switch (step.path("Op").asText()) {
                case "addlocal" -> {
                    held.put(remote, peers.acquire(introduction(step.path("Remote"))).peer());
                    peers.connectionAdded(
                            new ConnectionRecord(
                                    remote,
                                    step.path("Addr").asText(),
                                    step.path("Outbound").asBoolean(),
                                    step.path("Established").asBoolean()));
                }
                case "dellocal" -> {
                    peers.release(held.remove(remote));
                    peers.connectionRemoved(remote);
                    removed = peers.garbageCollect().removed();
                }
                case "update" -> {
                    UpdateResult update = peers.applyUpdate(records(step.path("Update")));
                    received = update.received();
                    improved = update.improved();
                }
                case "gc" -> removed = peers.garbageCollect().removed();
                default -> throw new AssertionError(where);
            }
            assertEquals(names(result.path("Received")), received, where);
            assertEquals(names(result.path("Improved")), improved, where);
            assertEquals(
                    names(result.path("RemovedByGC")),
                    new HashSet<>(removed.stream().map(PeerRecord::name).toList()),
                    where);
            assertEquals(sorted(records(result.path("Peers"))), peers.records(), where);
            assertShortIds(result.path("ShortIDOwners"), peers.shortIds(), where);
        }
    }

    private static void assertShortIds(JsonNode owners, ShortIds shortIds, String where) {
        for (int shortId = 0; shortId < ShortIds.COUNT; shortId++) {
            JsonNode owner = owners.path(Integer.toString(shortId));
            assertEquals(
                    owner.isMissingNode() ? PeerName.NONE : name(owner),
                    shortIds.principal(shortId).orElse(PeerName.NONE),
                    where);
        }
    }

    private static List<PeerRecord> records(JsonNode peers) {
        List<PeerRecord> records = new ArrayList<>();
        peers.forEach(peer -> records.add(record(peer)));
        return records;
    }

    private static List<PeerRecord> sorted(List<PeerRecord> records) {
        return records.stream().sorted(Comparator.comparing(PeerRecord::name)).toList();
    }

    private static PeerRecord record(JsonNode peer) {
        List<ConnectionRecord> connections = new ArrayList<>();
        for (JsonNode connection : peer.path("Conns")) {
            connections.add(
                    new ConnectionRecord(
                            name(connection.path("Remote")),
                            connection.path("Addr").asText(),
                            connection.path("Outbound").asBoolean(),
                            connection.path("Established").asBoolean()));
        }
        connections.sort(Comparator.comparing(ConnectionRecord::remote));
        return new PeerRecord(
                name(peer.path("Name")),
                peer.path("NickName").asText(),
                Vectors.unsigned(peer.path("UID")),
                Vectors.unsigned(peer.path("Version")),
                peer.path("ShortID").asInt(),
                peer.path("HasShortID").asBoolean(),
                connections);
    }

    private static Introduction introduction(JsonNode peer) {
        PeerRecord record = record(peer);
        return new Introduction(
                record.name(),
                record.nickName(),
                record.uid(),
                record.shortId(),
                record.hasShortId());
    }

    private static Set<PeerName> names(JsonNode list) {
        Set<PeerName> names = new HashSet<>();
        list.forEach(text -> names.add(name(text)));
        return names;
    }

    private static PeerName name(JsonNode text) {
        return text.isMissingNode() ? PeerName.NONE : PeerName.parse(text.asText());
    }
}
