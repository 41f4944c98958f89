package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.PeerNews;
import weave.gossip.topology.PeerRecord;
import weave.gossip.topology.PeersDigest;
import weave.gossip.wire.DeltaMessage;
import weave.gossip.wire.Envelope;
import weave.gossip.wire.ProtocolMessage;
import weave.gossip.wire.TopologyCodec;
import weave.gossip.wire.WireException;
import weave.testkit.Seed;

/** What a peer says to neighbours with and without the feature, and what it does with answers. */
class DeltasOnTheWireTest {
    private static final int BROKEN_MESSAGES = 500;

    private final Random random = new Random(Seed.next(DeltasOnTheWireTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);
    private TestPeer one;
    private TestPeer two;
    private int dialled;

    @BeforeEach
    void startTwo() {
        one = TestPeer.start(loop, network, 1, random.nextLong(), b -> b.discovery(false));
        two = TestPeer.start(loop, network, 2, random.nextLong(), b -> b.discovery(false));
        two.connect(one);
        assertTrue(loop.runUntil(5, () -> one.forwardsTo(two, two)));
        loop.runSeconds(5);
    }

    @Test
    void shouldTellOriginalsWholeRecordsAndNothingElse() throws WireException {
        ScriptedPeer original = scripted(Map.of());
        loop.runSeconds(5);
        original.received.clear();
        long version = one.router.peers().self().version();
        network.cut(one.host, two.host);
        loop.runSeconds(1.5);
        assertEquals(Set.of(Topology.CHANNEL), channels(original));
        PeerRecord told = newest(original, one.name);
        assertTrue(told.version() > version);
        assertEquals(1, told.connections().size(), "the script's alone");
        loop.runSeconds(60);
        assertEquals(Set.of(Topology.CHANNEL), channels(original));
    }

    @Test
    void shouldTellWhatChangedAndDigestsToOneThatTakesDeltas() throws WireException {
        ScriptedPeer weaved = scripted(Map.of("WeavedTopology", "deltas later-forms"));
        loop.runSeconds(5);
        weaved.received.clear();
        long version = one.router.peers().self().version();
        network.cut(one.host, two.host);
        loop.runSeconds(1.5);
        DeltaMessage.News news = (DeltaMessage.News) deltas(weaved).getFirst();
        PeerNews.Delta delta = news.news().getFirst().delta().orElseThrow();
        assertEquals(one.name, news.news().getFirst().name());
        assertEquals(version, delta.base());
        assertEquals(List.of(two.name), delta.removed());
        assertEquals(List.of(), delta.put());
        weaved.received.clear();
        loop.runSeconds(45);
        assertEquals(Set.of(TopologyDeltas.CHANNEL), channels(weaved));
        assertTrue(deltas(weaved).contains(new DeltaMessage.Digest(one.router.peers().digest())));
    }

    @Test
    void shouldAnswerQuestionsAndAskForWhatItLacks() throws WireException {
        ScriptedPeer weaved = scripted(Map.of("WeavedTopology", "deltas"));
        loop.runSeconds(5);
        weaved.received.clear();
        say(weaved, new DeltaMessage.Digest(new PeersDigest(1, 1)));
        loop.runSeconds(0.1);
        DeltaMessage.Summary summary = (DeltaMessage.Summary) deltas(weaved).getFirst();
        assertEquals(3, summary.records().size());

        weaved.received.clear();
        say(weaved, new DeltaMessage.Want(List.of(two.name, new PeerName(77))));
        loop.runSeconds(0.1);
        assertEquals(
                List.of(
                        new DeltaMessage.Records(
                                List.of(one.router.peers().find(two.name).orElseThrow().record()))),
                deltas(weaved));

        weaved.received.clear();
        PeerNews news = PeerNews.announcement(weaved.name, 77, 1_000);
        say(weaved, new DeltaMessage.News(List.of(news)));
        say(weaved, new DeltaMessage.News(List.of(news)));
        loop.runSeconds(0.1);
        assertEquals(
                List.of(new DeltaMessage.Want(List.of(weaved.name))), deltas(weaved), "asked once");
        PeerRecord record =
                new PeerRecord(
                        weaved.name,
                        "script",
                        77,
                        1_000,
                        5,
                        true,
                        List.of(new ConnectionRecord(one.name, "10.0.0.1:6783", true, true)));
        say(weaved, new DeltaMessage.Records(List.of(record)));
        loop.runSeconds(0.5);
        assertEquals(record, two.router.peers().find(weaved.name).orElseThrow().record());
    }

    @Test
    void shouldEndOnlyTheConnectionOverWhichMalformedDeltasCome() {
        ScriptedPeer weaved = scripted(Map.of("WeavedTopology", "deltas"));
        byte[] news =
                new DeltaMessage.News(
                                List.of(
                                        new PeerNews(
                                                two.name,
                                                1,
                                                1_000,
                                                Optional.of(
                                                        new PeerNews.Delta(
                                                                0,
                                                                1,
                                                                true,
                                                                List.of(),
                                                                List.of(one.name),
                                                                0)))))
                        .encode();
        for (int i = 0; i < BROKEN_MESSAGES; i++) {
            if (weaved.ended() != null) {
                weaved = scripted(Map.of("WeavedTopology", "deltas"));
            }
            byte[] broken = news.clone();
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            say(weaved, broken);
            loop.runSeconds(0.01);
        }
        loop.runSeconds(60);
        assertTrue(one.isEstablishedWith(two));
        assertEquals(0, two.status().terminationCount());
        assertEquals(
                two.router.peers().self().record(),
                one.router.peers().find(two.name).orElseThrow().record(),
                "what two says of itself counts");
    }

    @Test
    void shouldIgnoreDeltasOfOneThatDidNotAnnounceThem() {
        ScriptedPeer original = scripted(Map.of());
        say(original, new byte[] {99});
        loop.runSeconds(1);
        assertNull(original.ended());
    }

    @Test
    void shouldPassOnBroadcastsWholeWhoeverIsTold() throws WireException {
        ScriptedPeer original = scripted(Map.of());
        ScriptedPeer weaved = scripted(Map.of("WeavedTopology", "deltas"));
        loop.runSeconds(5);
        weaved.received.clear();
        PeerRecord record =
                new PeerRecord(
                        original.name,
                        "script",
                        77,
                        1_000,
                        5,
                        true,
                        List.of(new ConnectionRecord(one.name, "10.0.0.1:6783", true, true)));
        original.send(
                ProtocolMessage.GOSSIP_BROADCAST,
                new Envelope.Broadcast(
                                Topology.CHANNEL,
                                original.name,
                                TopologyCodec.encode(List.of(record)))
                        .encode()
                        .payload());
        loop.runSeconds(0.5);
        List<Envelope> told = new ArrayList<>();
        for (ProtocolMessage message : weaved.received) {
            if (message.tag() == ProtocolMessage.GOSSIP_BROADCAST) {
                told.add(Envelope.decode(message));
            }
        }
        assertEquals(1, told.size());
        assertEquals(Topology.CHANNEL, told.getFirst().channel());
        assertEquals(List.of(record), TopologyCodec.decode(told.getFirst().data()));
    }

    private ScriptedPeer scripted(Map<String, String> features) {
        dialled++;
        ScriptedPeer peer = new ScriptedPeer(TestPeer.nameOf(100 + dialled), 2, null, features);
        peer.dial(network, TestPeer.hostOf(100 + dialled % 100), one);
        assertTrue(loop.runUntil(30, peer::isIntroduced));
        return peer;
    }

    private static void say(ScriptedPeer peer, DeltaMessage message) {
        say(peer, message.encode());
    }

    private static void say(ScriptedPeer peer, byte[] data) {
        peer.send(
                ProtocolMessage.GOSSIP,
                new Envelope.Gossip(TopologyDeltas.CHANNEL, peer.name, data).encode().payload());
    }

    private static List<Envelope.Gossip> gossip(ScriptedPeer peer) throws WireException {
        List<Envelope.Gossip> heard = new ArrayList<>();
        for (ProtocolMessage message : peer.received) {
            if (message.tag() == ProtocolMessage.GOSSIP) {
                heard.add((Envelope.Gossip) Envelope.decode(message));
            }
        }
        return heard;
    }

    private static Set<String> channels(ScriptedPeer peer) throws WireException {
        return gossip(peer).stream().map(Envelope::channel).collect(Collectors.toSet());
    }

    private static List<DeltaMessage> deltas(ScriptedPeer peer) throws WireException {
        List<DeltaMessage> messages = new ArrayList<>();
        for (Envelope.Gossip gossip : gossip(peer)) {
            if (gossip.channel().equals(TopologyDeltas.CHANNEL)) {
                messages.add(DeltaMessage.decode(gossip.data()));
            }
        }
        return messages;
    }

    private static PeerRecord newest(ScriptedPeer peer, PeerName name) throws WireException {
        PeerRecord newest = null;
        for (Envelope.Gossip gossip : gossip(peer)) {
            for (PeerRecord record : TopologyCodec.decode(gossip.data())) {
                newest = record.name().equals(name) ? record : newest;
            }
        }
        return newest;
    }
}
