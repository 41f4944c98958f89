package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.IpamInit;
import weave.gossip.wire.Envelope;
import weave.gossip.wire.ProtocolMessage;
import weave.gossip.wire.WireException;
import weave.testkit.Seed;

/** Deltas of the ring as bytes (docs/protocol/ipam.md): who is told them, and what is answered. */
class RingDeltasOnTheWireTest {
    private static final String WHOLE = "IPallocation";
    private static final String DELTAS = "IPallocation-deltas";
    private static final Map<String, String> FEATURES =
            Map.of("WeavedTopology", "deltas " + DELTAS);
    private static final Cidr UNIVERSE = Cidr.parse("10.32.0.0/24");
    private static final int SEEDS = 16;
    private static final int DIGEST = 1;
    private static final int NEWS = 2;
    private static final int WANT = 3;
    private static final int DIGEST_LENGTH = 1 + 6 + 8 + 8;
    private static final int SUMS_LENGTH = 1 + 32 * 8;
    private static final int MANY = 5_000;

    private final Random random = new Random(Seed.next(RingDeltasOnTheWireTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);
    private IpamHost one;
    private IpamHost two;
    private int dialled;

    @BeforeEach
    void startTwo() {
        one = host(1);
        two = host(2);
        one.start(List.of(one, two));
        two.start(List.of(one, two));
        assertTrue(loop.runUntil(5, () -> one.peer().forwardsTo(two.peer(), two.peer())));
        allocate(one);
        loop.runSeconds(5);
    }

    @Test
    void shouldTellNewsAndDigestsToOneThatTakesDeltasAndWholeRingsToOriginals()
            throws WireException {
        ScriptedPeer weaved = scripted(FEATURES);
        ScriptedPeer original = scripted(Map.of("WeavedTopology", "deltas"));
        loop.runSeconds(5);
        weaved.received.clear();
        original.received.clear();
        while (two.allocator().status().entries().size() == SEEDS) {
            allocate(two);
        }
        loop.runSeconds(1);
        List<byte[]> news = heard(weaved, Envelope.Broadcast.class);
        assertEquals(1, news.size(), "the grant, once");
        assertEquals(NEWS, news.getFirst()[0]);
        assertEquals(Set.of(DELTAS), channels(weaved));
        assertEquals(Set.of(WHOLE), channels(original));
        weaved.received.clear();
        loop.runSeconds(60);
        assertEquals(Set.of(DELTAS), channels(weaved));
        assertEquals(DIGEST_LENGTH, heard(weaved, Envelope.Gossip.class).getFirst().length);
        assertEquals(Set.of(WHOLE), channels(original));
    }

    @Test
    void shouldAskForWhatDiffersWhenNewsDoNotFit() throws WireException {
        ScriptedPeer weaved = scripted(FEATURES);
        long origin = origin(weaved);
        weaved.received.clear();
        ByteBuffer news = ByteBuffer.allocate(1 + 6 + 8 + 23);
        news.put((byte) NEWS).put(weaved.name.toBytes()).putLong(origin);
        news.putInt((int) UNIVERSE.start() + 3).putInt((int) UNIVERSE.start() + 9);
        news.put(two.name().toBytes()).putInt(1).putInt(0).put((byte) 0);
        gossip(weaved, news.array());
        loop.runSeconds(0.1);
        List<byte[]> questions = heard(weaved, Envelope.Unicast.class);
        assertEquals(1, questions.size());
        assertEquals(SUMS_LENGTH, questions.getFirst().length);
        assertEquals(SEEDS, one.allocator().status().entries().size(), "nothing is taken");
    }

    @Test
    void shouldAskAndAnswerOnlySoMuchWhenAskedWithoutEnd() throws WireException {
        ScriptedPeer weaved = scripted(FEATURES);
        long origin = origin(weaved);
        weaved.received.clear();
        for (int i = 0; i < MANY; i++) {
            gossip(weaved, digest(weaved.name, origin));
            gossip(weaved, digest(weaved.name, origin + 1));
        }
        loop.runSeconds(0.5);
        assertEquals(16 + 1, heard(weaved, Envelope.Unicast.class).size());
        weaved.received.clear();
        for (int i = 0; i < MANY; i++) {
            unicast(weaved, new byte[] {WANT});
        }
        loop.runSeconds(0.5);
        int entries = one.allocator().status().entries().size();
        assertEquals(4096 / entries, heard(weaved, Envelope.Unicast.class).size());
        assertTrue(one.peer().isEstablishedWith(two.peer()));
    }

    @Test
    void shouldNeitherTakeNorPassOnDeltasOfOneThatDidNotAnnounceThem() throws WireException {
        ScriptedPeer weaved = scripted(FEATURES);
        ScriptedPeer original = scripted(Map.of("WeavedTopology", "deltas"));
        loop.runSeconds(5);
        weaved.received.clear();
        original.received.clear();
        byte[] malformed = {99};
        gossip(original, malformed);
        unicast(original, malformed);
        broadcast(original, malformed);
        unicast(original, new byte[] {WANT});
        gossip(original, digest(original.name, 1));
        loop.runSeconds(1);
        assertNull(original.ended());
        assertEquals(Set.of(), channels(original));
        assertEquals(Set.of(), channels(weaved));
    }

    @Test
    void shouldEndTheConnectionOverWhichMalformedDeltasCome() {
        ScriptedPeer weaved = scripted(FEATURES);
        gossip(weaved, new byte[] {99});
        assertTrue(loop.runUntil(1, () -> weaved.ended() != null));
        assertTrue(one.peer().isEstablishedWith(two.peer()));
    }

    private IpamHost host(int number) {
        List<PeerName> seeds = IntStream.rangeClosed(1, SEEDS).mapToObj(TestPeer::nameOf).toList();
        IpamInit init = new IpamInit(IpamInit.Mode.SEED, 0, seeds);
        return new IpamHost(number, loop, network, random, UNIVERSE, init, true);
    }

    private void allocate(IpamHost host) {
        String ident = "c" + random.nextLong();
        CompletableFuture<Cidr> answer = host.allocator().allocate(ident, UNIVERSE, true);
        assertTrue(loop.runUntil(60, answer::isDone), ident);
    }

    private ScriptedPeer scripted(Map<String, String> features) {
        dialled++;
        ScriptedPeer peer = new ScriptedPeer(TestPeer.nameOf(100 + dialled), 2, null, features);
        peer.dial(network, TestPeer.hostOf(100 + dialled), one.peer());
        assertTrue(loop.runUntil(30, peer::isIntroduced));
        loop.runSeconds(1);
        return peer;
    }

    /** Which rings a peer compares, as its digest says. */
    private long origin(ScriptedPeer peer) throws WireException {
        loop.runSeconds(35);
        List<byte[]> digests = heard(peer, Envelope.Gossip.class);
        digests.removeIf(data -> data.length != DIGEST_LENGTH || data[0] != DIGEST);
        return ByteBuffer.wrap(digests.getFirst()).getLong(1 + 6);
    }

    private static byte[] digest(PeerName teller, long origin) {
        ByteBuffer digest = ByteBuffer.allocate(DIGEST_LENGTH);
        return digest.put((byte) DIGEST).put(teller.toBytes()).putLong(origin).array();
    }

    private static void gossip(ScriptedPeer peer, byte[] data) {
        send(peer, ProtocolMessage.GOSSIP, new Envelope.Gossip(DELTAS, peer.name, data));
    }

    private static void broadcast(ScriptedPeer peer, byte[] data) {
        send(
                peer,
                ProtocolMessage.GOSSIP_BROADCAST,
                new Envelope.Broadcast(DELTAS, peer.name, data));
    }

    private void unicast(ScriptedPeer peer, byte[] data) {
        send(
                peer,
                ProtocolMessage.GOSSIP_UNICAST,
                new Envelope.Unicast(DELTAS, peer.name, one.name(), data));
    }

    private static void send(ScriptedPeer peer, int tag, Envelope envelope) {
        peer.send(tag, envelope.encode().payload());
    }

    /** What a peer was told of addresses in one way, the first first. */
    private static List<byte[]> heard(ScriptedPeer peer, Class<? extends Envelope> kind)
            throws WireException {
        return envelopes(peer).stream()
                .filter(kind::isInstance)
                .map(Envelope::data)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Set<String> channels(ScriptedPeer peer) throws WireException {
        return envelopes(peer).stream().map(Envelope::channel).collect(Collectors.toSet());
    }

    private static List<Envelope> envelopes(ScriptedPeer peer) throws WireException {
        List<Envelope> envelopes = new ArrayList<>();
        for (ProtocolMessage message : peer.received) {
            boolean isGossip =
                    message.tag() == ProtocolMessage.GOSSIP
                            || message.tag() == ProtocolMessage.GOSSIP_UNICAST
                            || message.tag() == ProtocolMessage.GOSSIP_BROADCAST;
            if (isGossip) {
                Envelope envelope = Envelope.decode(message);
                if (envelope.channel().startsWith(WHOLE)) {
                    envelopes.add(envelope);
                }
            }
        }
        return envelopes;
    }
}
