package weave.gossip.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.channel.GossipSender;
import weave.testkit.Vectors;

/** Lives of nameservers of the original, step by step. */
class NameserverMergeVectorsTest {
    private final Set<PeerName> known = new HashSet<>();
    private final List<Set<NameEntry>> sent = new ArrayList<>();
    private long now;

    static List<JsonNode> cases() {
        return Vectors.cases("nameserver_merge");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldLiveLikeTheOriginal(JsonNode vector) throws Exception {
        PeerName self = PeerName.parse(vector.path("OurName").asText());
        vector.path("Known").forEach(name -> known.add(PeerName.parse(name.asText())));
        NameTable table = new NameTable(self, _ -> {});
        NameChannel channel =
                new NameChannel(NameCodec.ADDRESSES, table, known::contains, () -> now);
        channel.sender(recorder());
        for (JsonNode step : vector.path("Steps")) {
            now = step.path("Now").asLong();
            sent.clear();
            Optional<GossipData> relayed = play(step, channel);
            Set<NameEntry> told =
                    relayed.map(data -> ((NameData) data).message().entries())
                            .<Set<NameEntry>>map(HashSet::new)
                            .orElse(Set.of());
            assertEquals(Entries.setOf(step.path("Relayed")), told, step::toString);
            List<Set<NameEntry>> expected = new ArrayList<>();
            step.path("Sent").forEach(message -> expected.add(Entries.setOf(message)));
            assertEquals(expected, sent, step::toString);
            checkTable(step, table);
        }
    }

    private Optional<GossipData> play(JsonNode step, NameChannel channel) throws Exception {
        NameTable table = channel.table();
        List<String> args = new ArrayList<>();
        step.path("Args").forEach(arg -> args.add(arg.asText()));
        byte[] bytes = Vectors.hex(step.path("Hex"));
        switch (step.path("Op").asText()) {
            case "gossip" -> {
                return heard(step, () -> channel.onGossip(bytes));
            }
            case "broadcast" -> {
                return heard(step, () -> channel.onBroadcast(PeerName.NONE, bytes));
            }
            case "add" ->
                    channel.broadcast(
                            List.of(
                                    table.add(
                                            args.get(0),
                                            args.get(1),
                                            RecordData.address(args.get(2)).orElseThrow())));
            case "delete" ->
                    channel.broadcast(
                            table.delete(
                                    Nameserver.matching(
                                            any(args.get(0)),
                                            any(args.get(1)),
                                            any(args.get(2)).flatMap(RecordData::address)),
                                    now));
            case "died" ->
                    channel.broadcast(
                            table.delete(entry -> entry.containerId().equals(args.get(0)), now));
            case "peergone" ->
                    table.forget(entry -> entry.origin().equals(PeerName.parse(args.get(0))));
            case "gc" -> table.forget(entry -> Nameserver.isStale(entry, now));
            case "lookup" -> {
                List<String> expected = new ArrayList<>();
                step.path("Result").forEach(address -> expected.add(address.asText()));
                List<String> found =
                        table.named(args.get(0)).stream().map(e -> e.data().text()).toList();
                assertEquals(sorted(expected), sorted(found), step::toString);
            }
            default -> fail(step.toString());
        }
        return Optional.empty();
    }

    private interface Hearing {
        Optional<GossipData> hear() throws GossipException;
    }

    private static Optional<GossipData> heard(JsonNode step, Hearing hearing) throws Exception {
        if (step.has("Error") && !step.path("Error").asText().isEmpty()) {
            assertThrows(GossipException.class, hearing::hear, step::toString);
            return Optional.empty();
        }
        return hearing.hear();
    }

    private static void checkTable(JsonNode step, NameTable table) {
        List<NameEntry> all = table.all();
        assertEquals(Entries.setOf(step.path("Entries")), new HashSet<>(all), step::toString);
        assertEquals(
                Entries.of(step.path("Entries")).stream().map(NameEntry::key).toList(),
                all.stream().map(NameEntry::key).toList());
    }

    private static Optional<String> any(String argument) {
        return argument.equals("*") ? Optional.empty() : Optional.of(argument);
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    private GossipSender recorder() {
        return new GossipSender() {
            @Override
            public void unicast(PeerName destination, byte[] data) {
                fail("a unicast");
            }

            @Override
            public void broadcast(GossipData data) {
                sent.add(new HashSet<>(((NameData) data).message().entries()));
            }

            @Override
            public void gossip(GossipData data) {
                fail("gossip");
            }
        };
    }
}
