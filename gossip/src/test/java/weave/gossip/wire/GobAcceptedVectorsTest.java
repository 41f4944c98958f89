package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobField;
import weave.gossip.gob.GobReader;
import weave.gossip.gob.GobType;
import weave.testkit.Vectors;

/** Also the proof that schemas can be declared for values that other channels carry. */
class GobAcceptedVectorsTest {
    private static final GobField<Long> TOKEN = new GobField<>("Token", GobType.uint(32));
    private static final GobField<Long> PEER = new GobField<>("Peer", GobType.UINT);
    private static final GobField<Long> VERSION = new GobField<>("Version", GobType.uint(32));
    private static final GobField<Long> FREE = new GobField<>("Free", GobType.uint(32));
    private static final GobField<Long> START = new GobField<>("Start", GobType.uint(32));
    private static final GobField<Long> END = new GobField<>("End", GobType.uint(32));
    private static final GobField<List<Long>> SEEDS =
            new GobField<>("Seeds", GobType.list(GobType.UINT));
    private static final GobField<List<String>> ENTRIES =
            new GobField<>(
                    "Entries",
                    GobType.list(
                            GobType.struct(
                                    "entry",
                                    List.of(TOKEN, PEER, VERSION, FREE),
                                    row ->
                                            address(row.get(TOKEN))
                                                    + name(row.get(PEER))
                                                    + row.get(VERSION)
                                                    + "/"
                                                    + row.get(FREE),
                                    (row, text) -> fail("only read"))));
    private static final GobField<String> RING =
            new GobField<>(
                    "Ring",
                    GobType.struct(
                            "Ring",
                            List.of(START, END, PEER, ENTRIES, SEEDS),
                            row ->
                                    address(row.get(START))
                                            + address(row.get(END))
                                            + name(row.get(PEER))
                                            + row.get(SEEDS).stream()
                                                    .map(GobAcceptedVectorsTest::name)
                                                    .toList()
                                            + row.get(ENTRIES),
                            (row, text) -> fail("only read")));
    private static final GobField<Long> NOW = new GobField<>("Now", GobType.INT);
    private static final GobField<Map<Long, String>> NICKNAMES =
            new GobField<>("Nicknames", GobType.map(GobType.UINT, GobType.STRING));
    private static final GobField<Map<Long, Long>> PAXOS =
            new GobField<>("Paxos", GobType.map(GobType.UINT, GobType.UINT));
    private static final GobType<String> IPAM =
            GobType.struct(
                    "gossipState",
                    List.of(NOW, NICKNAMES, PAXOS, RING),
                    row ->
                            row.get(NOW)
                                    + nicknames(row.get(NICKNAMES))
                                    + row.has(PAXOS)
                                    + (row.has(RING) ? row.get(RING) : "none"),
                    (row, text) -> fail("only read"));

    private static final GobField<String> CONTAINER = new GobField<>("ContainerID", GobType.STRING);
    private static final GobField<Long> ORIGIN = new GobField<>("Origin", GobType.UINT);
    private static final GobField<Long> ADDRESS = new GobField<>("Addr", GobType.uint(32));
    private static final GobField<String> HOST = new GobField<>("Hostname", GobType.STRING);
    private static final GobField<Long> SIGNED_VERSION = new GobField<>("Version", GobType.INT);
    private static final GobField<Long> TOMBSTONE = new GobField<>("Tombstone", GobType.INT);
    private static final GobField<Long> TIMESTAMP = new GobField<>("Timestamp", GobType.INT);
    private static final GobField<List<String>> NAMES =
            new GobField<>(
                    "Entries",
                    GobType.list(
                            GobType.struct(
                                    "Entry",
                                    List.of(
                                            CONTAINER,
                                            ORIGIN,
                                            ADDRESS,
                                            HOST,
                                            SIGNED_VERSION,
                                            TOMBSTONE),
                                    row ->
                                            row.get(CONTAINER)
                                                    + name(row.get(ORIGIN))
                                                    + address(row.get(ADDRESS))
                                                    + row.get(HOST)
                                                    + row.get(SIGNED_VERSION)
                                                    + "/"
                                                    + row.get(TOMBSTONE),
                                    (row, text) -> fail("only read"))));
    private static final GobType<List<String>> NAMESERVER =
            GobType.struct(
                    "GossipData",
                    List.of(TIMESTAMP, NAMES),
                    row -> row.get(NAMES),
                    (row, text) -> fail("only read"));

    static Iterable<JsonNode> cases() {
        return Vectors.cases("gob_accepted");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadMinimalEncodings(JsonNode vector) throws GobException, WireException {
        byte[] bytes = Vectors.hex(vector.path("Hex"));
        JsonNode decoded = vector.path("Decoded");
        if (!vector.path("Accepted").asBoolean()) {
            assertEquals("features", vector.path("Kind").asText());
            assertThrows(GobException.class, () -> new GobReader(bytes).next(Framing.FEATURES));
            return;
        }
        switch (vector.path("Kind").asText()) {
            case "topology" -> assertEquals(PeerRecords.of(decoded), TopologyCodec.decode(bytes));
            case "features" -> {
                ObjectNode read = JsonNodeFactory.instance.objectNode();
                new GobReader(bytes).next(Framing.FEATURES).forEach(read::put);
                assertEquals(decoded, read);
            }
            case "ipam" -> assertEquals(ipam(decoded), new GobReader(bytes).next(IPAM));
            case "ns" -> assertEquals(names(decoded), new GobReader(bytes).next(NAMESERVER));
            default -> fail("unknown kind in " + vector);
        }
    }

    private static String ipam(JsonNode decoded) {
        StringBuilder nicknames = new StringBuilder();
        decoded.path("Nicknames")
                .properties()
                .forEach(e -> nicknames.append(e.getKey()).append(e.getValue().asText()));
        return decoded.path("Now").asText()
                + nicknames
                + decoded.path("HasPaxos").asBoolean()
                + ring(decoded.path("Ring"));
    }

    private static String ring(JsonNode ring) {
        if (!ring.isObject()) {
            return "none";
        }
        List<String> entries =
                ring.path("Entries")
                        .valueStream()
                        .map(e ->
                                e.path("Token").asText()
                                        + e.path("Peer").asText()
                                        + e.path("Version").asText()
                                        + "/"
                                        + e.path("Free").asText())
                        .toList();
        return ring.path("Start").asText()
                + ring.path("End").asText()
                + ring.path("Peer").asText()
                + ring.path("Seeds").valueStream().map(JsonNode::asText).toList()
                + entries;
    }

    private static List<String> names(JsonNode decoded) {
        return decoded.valueStream()
                .map(e ->
                        e.path("ContainerID").asText()
                                + e.path("Origin").asText()
                                + e.path("Addr").asText()
                                + e.path("Hostname").asText()
                                + e.path("Version").asText()
                                + "/"
                                + e.path("Tombstone").asInt())
                .toList();
    }

    private static String nicknames(Map<Long, String> nicknames) {
        StringBuilder text = new StringBuilder();
        new java.util.TreeMap<>(nicknames).forEach((key, value) -> text.append(name(key) + value));
        return text.toString();
    }

    private static String name(long value) {
        return PeerName.format(value);
    }

    private static String address(long value) {
        return (value >>> 24)
                + "."
                + (value >>> 16 & 0xFF)
                + "."
                + (value >>> 8 & 0xFF)
                + "."
                + (value & 0xFF);
    }
}
