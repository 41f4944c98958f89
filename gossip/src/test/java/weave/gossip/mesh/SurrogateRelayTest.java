package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.channel.GossipSender;
import weave.testkit.Seed;

/** Two that share a channel, with one between them that does not know it. */
class SurrogateRelayTest {
    private final Random random = new Random(Seed.next(SurrogateRelayTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);

    private TestPeer peer(int number) {
        return TestPeer.start(
                loop, network, number, random.nextLong(), builder -> builder.discovery(false));
    }

    @Test
    void shouldPassOnAllKindsOfGossipWhenTheChannelIsUnknown() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        TestPeer three = peer(3);
        Diary ours = new Diary();
        Diary theirs = new Diary();
        GossipSender sender = one.router.registerChannel("diary", ours);
        three.router.registerChannel("diary", theirs);
        one.connect(two);
        two.connect(three);
        assertTrue(loop.runUntil(5, () -> one.forwardsTo(three, two)));
        sender.unicast(three.name, bytes("for you"));
        sender.broadcast(new Words(List.of("for all")));
        sender.gossip(new Words(List.of("for some")));
        loop.runSeconds(1);
        assertTrue(theirs.heard.contains("unicast 02:00:00:00:00:01 for you"), theirs.toString());
        assertTrue(theirs.heard.contains("broadcast 02:00:00:00:00:01 for all"));
        assertTrue(theirs.heard.contains("gossip for some"));
        loop.runSeconds(5);
        int heard = theirs.heard.size();
        sender.gossip(new Words(List.of("for some")));
        loop.runSeconds(1);
        assertEquals(heard, theirs.heard.size(), "the same again is held back");
        loop.runSeconds(40);
        sender.gossip(new Words(List.of("for some")));
        loop.runSeconds(1);
        assertEquals(heard + 1, theirs.heard.size(), "but not for ever");
    }

    @Test
    void shouldEndTheConnectionItCameOverWhenAChannelRefuses() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        GossipSender sender = one.router.registerChannel("diary", new Diary());
        two.router.registerChannel("diary", new Diary());
        one.connect(two);
        assertTrue(loop.runUntil(5, () -> one.forwardsTo(two, two)));
        sender.gossip(new Words(List.of("poison")));
        assertTrue(loop.runUntil(1, () -> two.status().terminationCount() == 1));
        assertTrue(loop.runUntil(30, () -> one.isEstablishedWith(two)), "and meet again");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Words(List<String> words) implements GossipData {
        @Override
        public List<byte[]> encode() {
            return words.stream().map(SurrogateRelayTest::bytes).toList();
        }

        @Override
        public GossipData merge(GossipData later) {
            List<String> both = new ArrayList<>(words);
            both.addAll(((Words) later).words);
            return new Words(both);
        }
    }

    private static final class Diary implements GossipChannel {
        private final List<String> heard = new ArrayList<>();

        @Override
        public void onUnicast(PeerName source, byte[] data) {
            heard.add("unicast " + source + " " + new String(data, StandardCharsets.UTF_8));
        }

        @Override
        public Optional<GossipData> onBroadcast(PeerName source, byte[] data) {
            heard.add("broadcast " + source + " " + new String(data, StandardCharsets.UTF_8));
            return Optional.empty();
        }

        @Override
        public Optional<GossipData> onGossip(byte[] data) throws GossipException {
            String text = new String(data, StandardCharsets.UTF_8);
            if (text.equals("poison")) {
                throw new GossipException("poisoned");
            }
            heard.add("gossip " + text);
            return Optional.empty();
        }

        @Override
        public Optional<GossipData> gossip() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return heard.toString();
        }
    }
}
