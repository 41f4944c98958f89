package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipException;
import weave.testkit.Seed;

/** Deltas of the ring as bytes, and what they make of the ring of one that did not hear all. */
class RingMessageTest {
    private static final int BROKEN_MESSAGES = 20_000;
    private static final PeerName A = new PeerName(1);
    private static final PeerName B = new PeerName(2);
    private static final PeerName C = new PeerName(3);
    private static final AddressRange UNIVERSE = Cidr.parse("10.32.0.0/24").range();
    private static final long START = UNIVERSE.start();
    private static final Map<PeerName, String> NICKNAMES = Map.of(A, "host1", B, "höst2");

    private final Random random = new Random(Seed.next(RingMessageTest.class));
    private final Ring before = Ring.divided(UNIVERSE, A, List.of(A, B));
    private final Ring once = before.grant(range(32, 64), C);
    private final Ring twice = once.grant(range(16, 32), C);

    @Test
    void shouldReadWhatWasWritten() throws GossipException {
        RingMessage.News news = RingMessage.News.of(once, tokens(once), NICKNAMES);
        assertEquals(news, RingMessage.decode(news.encode()));
        assertEquals(NICKNAMES, news.nicknames());
        RingMessage.Digest digest = RingMessage.Digest.of(once);
        assertEquals(digest, RingMessage.decode(digest.encode()));
        RingMessage.Want want = RingMessage.Want.differing(once);
        assertEquals(want, RingMessage.decode(want.encode()));
        assertEquals(
                new RingMessage.Want(List.of()),
                RingMessage.decode(new RingMessage.Want(List.of()).encode()));
        RingMessage.Whole whole = new RingMessage.Whole(new byte[] {7, 8});
        assertArrayEquals(
                whole.state(), ((RingMessage.Whole) RingMessage.decode(whole.encode())).state());
    }

    @Test
    void shouldRefuseMessagesThatAreCutOffOrTooLong() {
        RingMessage.News news = RingMessage.News.of(once, tokens(once), Map.of());
        List<RingMessage> fixed =
                List.of(RingMessage.Digest.of(once), RingMessage.Want.differing(once));
        for (RingMessage message : fixed) {
            byte[] data = message.encode();
            for (int length = 2; length < data.length; length++) {
                assertRefused(Arrays.copyOf(data, length));
            }
            assertRefused(Arrays.copyOf(data, data.length + 1));
        }
        assertRefused(new byte[0]);
        assertRefused(new byte[] {99});
        assertRefused(Arrays.copyOf(news.encode(), news.encode().length - 1));
    }

    @Test
    void shouldDoNothingButRefuseOrMergeBrokenNews() {
        byte[] data = RingMessage.News.of(twice, tokens(twice), NICKNAMES).encode();
        for (int i = 0; i < BROKEN_MESSAGES; i++) {
            byte[] broken = Arrays.copyOf(data, 1 + random.nextInt(data.length + 2));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                if (RingMessage.decode(broken) instanceof RingMessage.News news) {
                    Ring ours = new Ring(UNIVERSE, B, before.entries(), before.seeds());
                    news.onto(ours).ifPresent(theirs -> assertSound(ours, theirs));
                }
            } catch (GossipException refused) {
                // As it should be.
            }
        }
    }

    @Test
    void shouldMakeTheTellersRingOfTheOneBefore() {
        Set<Long> changed = RingDigest.changed(once, twice);
        RingMessage.News news = RingMessage.News.of(twice, changed, NICKNAMES);
        assertEquals(Optional.of(twice), news.onto(once));
        assertEquals(RingDigest.hash(twice), RingDigest.hash(news.onto(once).orElseThrow()));
    }

    @Test
    void shouldMakeNothingWhenAnEntryWouldReachFurtherThanAtTheTeller() {
        Ring later = twice.grant(range(8, 16), B);
        Set<Long> changed = RingDigest.changed(twice, later);
        RingMessage.News news = RingMessage.News.of(later, changed, NICKNAMES);
        assertEquals(Optional.empty(), news.onto(before), "C's at 16 is not known: B had it all");
    }

    @Test
    void shouldMakeNothingOfNewsOfAnotherRing() {
        Ring foreign = Ring.divided(UNIVERSE, A, List.of(A, C));
        RingMessage.News news = RingMessage.News.of(foreign, tokens(foreign), NICKNAMES);
        assertEquals(Optional.empty(), news.onto(before));
        assertEquals(Optional.empty(), news.onto(Ring.empty(UNIVERSE, B)));
    }

    @Test
    void shouldNameTheTokensOfWhatDiffers() {
        Set<Long> differing = RingDigest.differing(twice, RingDigest.buckets(once));
        assertEquals(
                new HashSet<>(RingDigest.changed(once, twice)),
                intersection(differing, RingDigest.changed(once, twice)));
        assertEquals(Set.of(), RingDigest.differing(twice, RingDigest.buckets(twice)));
    }

    /** What is merged keeps all its promises, whatever came. */
    private static void assertSound(Ring ours, Ring theirs) {
        RingMerge.Result result = RingMerge.merge(ours, theirs, range -> false);
        assertEquals(true, result.ring().isConsistent());
    }

    private static void assertRefused(byte[] data) {
        assertThrows(GossipException.class, () -> RingMessage.decode(data));
    }

    private static AddressRange range(int from, int to) {
        return new AddressRange(START + from, START + to);
    }

    private static Set<Long> tokens(Ring ring) {
        return RingDigest.changed(Ring.empty(UNIVERSE, A), ring);
    }

    private static Set<Long> intersection(Set<Long> one, Set<Long> other) {
        Set<Long> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }
}
