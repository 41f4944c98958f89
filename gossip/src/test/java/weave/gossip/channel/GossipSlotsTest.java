package weave.gossip.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;

class GossipSlotsTest {
    private static final PeerName ONE = new PeerName(1);
    private static final PeerName TWO = new PeerName(2);

    private final List<String> sent = new ArrayList<>();
    private final GossipSlots slots = new GossipSlots(new Recorder());

    /** Says what has been added so far, at the time of encoding. */
    private static final class Sum implements GossipData {
        private final List<String> parts;
        private boolean encoded;

        Sum(String... parts) {
            this.parts = List.of(parts);
        }

        @Override
        public List<byte[]> encode() {
            assertFalse(encoded, "encoded once only");
            encoded = true;
            return List.of(String.join("+", parts).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public GossipData merge(GossipData later) {
            List<String> both = new ArrayList<>(parts);
            both.addAll(((Sum) later).parts);
            return new Sum(both.toArray(String[]::new));
        }
    }

    private final class Recorder implements GossipSlots.Output {
        @Override
        public void gossip(String channel, byte[] data) {
            sent.add(channel + " " + new String(data, StandardCharsets.UTF_8));
        }

        @Override
        public void broadcast(String channel, PeerName source, byte[] data) {
            String text = new String(data, StandardCharsets.UTF_8);
            sent.add(channel + " from " + source.value() + " " + text);
        }
    }

    @Test
    void shouldMergeWhatWaits() {
        slots.gossip("a", new Sum("x"));
        slots.gossip("a", new Sum("y"));
        slots.broadcast("a", ONE, new Sum("b"));
        slots.broadcast("a", TWO, new Sum("c"));
        slots.broadcast("a", ONE, new Sum("d"));
        slots.drain(() -> true);
        assertEquals(List.of("a x+y", "a from 1 b+d", "a from 2 c"), sent);
        assertTrue(slots.isEmpty());
    }

    @Test
    void shouldWaitUntilTheNeighbourTakesMore() {
        slots.gossip("a", new Sum("x"));
        slots.drain(() -> false);
        assertEquals(List.of(), sent);
        slots.gossip("a", new Sum("y"));
        slots.drain(() -> true);
        assertEquals(List.of("a x+y"), sent);
    }

    @Test
    void shouldLetChannelsTakeTurns() {
        for (String channel : List.of("a", "b")) {
            slots.gossip(channel, new Sum("g"));
            slots.broadcast(channel, ONE, new Sum("h"));
        }
        slots.drain(() -> true);
        assertEquals(List.of("a g", "b g", "a from 1 h", "b from 1 h"), sent);
    }

    @Test
    void shouldKeepTheOrderOfWhatNobodyUnderstands() {
        GossipData one = new SurrogateData("one".getBytes(StandardCharsets.UTF_8));
        GossipData two = new SurrogateData("two".getBytes(StandardCharsets.UTF_8));
        slots.gossip("a", one);
        slots.gossip("a", two);
        slots.drain(() -> true);
        assertEquals(List.of("a one", "a two"), sent);
    }

    @Test
    void shouldDropTheOldestWhenTooMuchWaits() {
        GossipData data = new SurrogateData(new byte[1 << 20]);
        for (int i = 0; i < 10; i++) {
            data = data.merge(new SurrogateData(new byte[1 << 20]));
        }
        assertEquals(SurrogateData.WAITING_MAX >> 20, data.encode().size());
    }
}
