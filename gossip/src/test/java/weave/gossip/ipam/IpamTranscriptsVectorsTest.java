package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.testkit.Vectors;

/** Whole allocators: what one of the original did, ours must do. */
class IpamTranscriptsVectorsTest {
    private static final int STATE = 1;

    /** One of the recorded peers, as we would be in its place. */
    private static final class Actor {
        final Estate estate;
        final Allocator allocator;
        final IpamChannel channel;
        final RecordingSender sender = new RecordingSender();
        final InlineStore store = new InlineStore();
        final Map<String, CompletableFuture<?>> answers = new TreeMap<>();

        Actor(JsonNode c, JsonNode peer) {
            PeerName name = PeerName.parse(peer.path("Name").asText());
            Cidr universe = Cidr.parse(c.path("Universe").asText());
            IpamConfig config =
                    new IpamConfig(
                            name,
                            peer.path("NickName").asText(),
                            universe,
                            universe,
                            init(c, peer));
            SavedIpam fresh =
                    new SavedIpam(
                            Ring.empty(universe.range(), name),
                            Map.of(),
                            new PaxosNode(name, Vectors.unsigned(peer.path("UID"))),
                            Map.of());
            estate = new Estate(config, new EverybodyReachable(), store, fresh);
            long now = c.path("Now").asLong();
            allocator = new Allocator(estate, new Random(1), () -> 0, () -> now);
            channel = allocator.channel();
            allocator.start(sender);
        }

        private static IpamInit init(JsonNode c, JsonNode peer) {
            if (peer.path("Observer").asBoolean()) {
                return new IpamInit(IpamInit.Mode.OBSERVER, 0, List.of());
            }
            if (!c.path("Seed").isEmpty()) {
                return new IpamInit(IpamInit.Mode.SEED, 0, IpamJson.peers(c.path("Seed")));
            }
            int voters = 2 * c.path("Quorum").asInt() - 1;
            return new IpamInit(IpamInit.Mode.CONSENSUS, voters, List.of());
        }
    }

    private record EverybodyReachable() implements IpamMesh {
        @Override
        public boolean isReachable(PeerName peer) {
            return true;
        }

        @Override
        public List<PeerName> peers() {
            return List.of();
        }

        @Override
        public int voters() {
            throw new AssertionError("the number is given");
        }
    }

    @Test
    void shouldDoWhatTheOriginalDid() throws Exception {
        QuietIpamLog.begin();
        int number = 0;
        for (JsonNode c : Vectors.cases("ipam_transcripts")) {
            List<Actor> actors = new ArrayList<>();
            for (JsonNode peer : c.path("Peers")) {
                actors.add(new Actor(c, peer));
            }
            for (int i = 0; i < actors.size(); i++) {
                compareSaid(c.path("InitialOut").get(i), actors.get(i), "case " + number);
            }
            int step = 0;
            for (JsonNode s : c.path("Steps")) {
                String where = "case " + number + " step " + step++ + " " + shortened(s);
                replay(actors.get(s.path("Peer").asInt()), s, where);
            }
            for (int i = 0; i < actors.size(); i++) {
                compareSaved(c.path("FinalPersisted").get(i), actors.get(i), "case " + number);
            }
            number++;
        }
    }

    private static String shortened(JsonNode step) {
        String text = step.toString();
        return text.substring(0, Math.min(300, text.length()));
    }

    private static void replay(Actor actor, JsonNode step, String where) throws Exception {
        CompletableFuture<?> answer = apply(actor, step, where);
        JsonNode immediate = step.path("Immediate");
        if (!immediate.isMissingNode()) {
            assertTrue(answer.isDone(), where);
            assertEquals(immediate.asText(), text(answer, ""), where);
        }
        for (Map.Entry<String, JsonNode> resolved : step.path("Resolved").properties()) {
            CompletableFuture<?> waiting = actor.answers.get(resolved.getKey());
            assertTrue(waiting.isDone(), where);
            assertEquals(resolved.getValue().asText(), text(waiting, resolved.getKey()), where);
        }
        if (step.has("Error")) {
            assertEquals("error: " + step.path("Error").asText(), text(answer, ""), where);
        }
        compareSaid(step.path("Out"), actor, where);
        compareState(step.path("State"), actor, where);
    }

    private static String text(CompletableFuture<?> answer, String ident) {
        return switch (answer.handle((value, failure) -> failure == null ? value : failure)
                .join()) {
            case null -> "ok";
            case Cidr cidr -> cidr.addressText();
            case Long count -> count.toString();
            case CancellationException _ -> "error: Allocate request for " + ident + " cancelled";
            case IpamException failed -> "error: " + failed.getMessage();
            case Object other -> other.toString();
        };
    }

    private static CompletableFuture<?> apply(Actor actor, JsonNode step, String where)
            throws Exception {
        JsonNode args = step.path("Args");
        Allocator allocator = actor.allocator;
        byte[] message = Vectors.hex(step.path("Hex"));
        switch (step.path("Op").asText()) {
            case "allocate" -> {
                var answer =
                        allocator.allocate(
                                args.get(0).asText(), Cidr.parse(args.get(1).asText()), true);
                actor.answers.put(args.get(0).asText(), answer);
                return answer;
            }
            case "claim" -> {
                var answer =
                        allocator.claim(
                                args.get(0).asText(),
                                Cidr.parse(args.get(1).asText()),
                                true,
                                args.get(2).asText().endsWith("=true"));
                actor.answers.put(args.get(0).asText(), answer);
                return answer;
            }
            case "delete" -> {
                return allocator.releaseAll(args.get(0).asText());
            }
            case "takeover" -> {
                return allocator.takeOver(args.get(0).asText());
            }
            case "shutdown" -> {
                return allocator.shutDown();
            }
            case "tick" -> allocator.tick();
            case "broadcast-in" -> actor.channel.onBroadcast(from(step), message);
            case "unicast-in" -> actor.channel.onUnicast(from(step), message);
            case "periodic-in" -> actor.channel.onGossip(message);
            default -> throw new AssertionError(where);
        }
        return null;
    }

    private static PeerName from(JsonNode step) {
        return PeerName.parse(step.path("From").asText());
    }

    private static void compareSaid(JsonNode expected, Actor actor, String where)
            throws GobException {
        List<RecordingSender.Said> said = List.copyOf(actor.sender.said);
        actor.sender.said.clear();
        assertEquals(expected.size(), said.size(), where);
        for (int i = 0; i < said.size(); i++) {
            JsonNode message = expected.get(i);
            byte[] theirs = Vectors.hex(message.path("Hex"));
            byte[] ours = said.get(i).data();
            if (message.path("Kind").asText().equals("broadcast")) {
                assertEquals(null, said.get(i).to(), where);
                compareStates(theirs, ours, where);
                continue;
            }
            assertEquals(theirs[0], ours[0], where);
            if (theirs[0] == STATE) {
                compareStates(tail(theirs), tail(ours), where);
                assertEquals(message.path("Dst").asText(), said.get(i).to().toString(), where);
            } else {
                assertEquals(
                        IpamCodec.decodeRange(tail(theirs)),
                        IpamCodec.decodeRange(tail(ours)),
                        where);
            }
        }
    }

    private static byte[] tail(byte[] message) {
        return HexFormat.of().parseHex(HexFormat.of().formatHex(message), 2, 2 * message.length);
    }

    /** Ours tell what is the case after the event, the original's what is in the midst of it. */
    private static void compareStates(byte[] theirs, byte[] ours, String where)
            throws GobException {
        IpamGossip expected = IpamCodec.decodeGossip(theirs);
        IpamGossip actual = IpamCodec.decodeGossip(ours);
        assertEquals(expected.nicknames(), actual.nicknames(), where);
        if (expected.ring() != null) {
            assertEquals(expected.ring().seeds(), actual.ring().seeds(), where);
            assertEquals(owners(expected.ring()), owners(actual.ring()), where);
        } else if (actual.ring() == null) {
            assertEquals(
                    IpamPaxosVectorsTest.sorted(expected.election()),
                    IpamPaxosVectorsTest.sorted(actual.election()),
                    where);
        }
    }

    private static List<String> owners(Ring ring) {
        return ring.entries().stream()
                .map(entry -> Ipv4.format(entry.token()) + " " + entry.peer())
                .toList();
    }

    private static void compareState(JsonNode state, Actor actor, String where) {
        Estate estate = actor.estate;
        assertEquals(state.path("RingEmpty").asBoolean(), estate.ring().isEmpty(), where);
        assertEquals(
                state.path("AwaitingConsensus").asBoolean(),
                actor.allocator.status().election() != null,
                where);
        assertEquals(IpamJson.peers(state.path("Seeds")), estate.ring().seeds(), where);
        assertEquals(IpamJson.entries(state.path("Entries")), estate.ring().entries(), where);
        assertEquals(
                IpamJson.texts(state.path("OwnedRanges")),
                estate.ring().ownedBy(estate.self()).stream().map(IpamJson::text).toList(),
                where);
        assertEquals(state.path("FreeTotal").asLong(), estate.space().freeCount(), where);
        assertEquals(owned(state.path("Owned")), owned(actor.allocator), where);
        Map<String, String> nicknames = new TreeMap<>();
        state.path("Nicknames")
                .properties()
                .forEach(e -> nicknames.put(e.getKey(), e.getValue().asText()));
        Map<String, String> known = new TreeMap<>();
        estate.nicknames().forEach((peer, nickname) -> known.put(peer.toString(), nickname));
        assertEquals(nicknames, known, where);
    }

    private static Map<String, TreeSet<String>> owned(JsonNode owned) {
        Map<String, TreeSet<String>> byIdent = new TreeMap<>();
        owned.properties()
                .forEach(e -> byIdent.put(e.getKey(), new TreeSet<>(IpamJson.texts(e.getValue()))));
        return byIdent;
    }

    private static Map<String, TreeSet<String>> owned(Allocator allocator) {
        Map<String, TreeSet<String>> byIdent = new TreeMap<>();
        allocator
                .all()
                .forEach((ident, cidrs) -> {
                    TreeSet<String> texts = new TreeSet<>();
                    cidrs.forEach(cidr -> texts.add(cidr.toString()));
                    byIdent.put(ident, texts);
                });
        return byIdent;
    }

    /** The original's saved ring and addresses can be read, and are ours. */
    private static void compareSaved(JsonNode saved, Actor actor, String where)
            throws GobException {
        SavedIpam none =
                new SavedIpam(
                        Ring.empty(actor.estate.universe(), actor.estate.self()),
                        Map.of(),
                        PaxosNode.NONE,
                        Map.of());
        Map<String, byte[]> values = new TreeMap<>();
        put(values, "ipam-ring", saved.path("ring"));
        put(values, "ipam-addresses", saved.path("ownedAddresses"));
        SavedIpam theirs = SavedIpam.decode(values, none);
        SavedIpam ours = SavedIpam.decode(actor.store.values, none);
        assertEquals(theirs.holdings(), ours.holdings(), where);
        assertEquals(owners(theirs.ring()), owners(ours.ring()), where);
        assertEquals(ours.ring().entries(), actor.estate.ring().entries(), where);
    }

    private static void put(Map<String, byte[]> values, String key, JsonNode hex) {
        if (!hex.isMissingNode()) {
            values.put(key, Vectors.hex(hex));
        }
    }
}
