package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weave.gossip.dns.MemoryNameStore;
import weave.gossip.dns.NameEntry;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.RecordData;
import weave.testkit.Seed;

/** Names of several peers, at the real intervals in virtual time. */
class NamesOverMeshTest {
    private static final long EPOCH_SECONDS = 1_700_000_000L;

    private final Random random = new Random(Seed.next(NamesOverMeshTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);

    private TestPeer peer(int number) {
        return TestPeer.start(
                loop, network, number, random.nextLong(), builder -> builder.discovery(false));
    }

    private Nameserver names(TestPeer peer) {
        return names(peer, 0);
    }

    private Nameserver names(TestPeer peer, long clockSkew) {
        return names(peer, clockSkew, new MemoryNameStore());
    }

    private Nameserver names(TestPeer peer, long clockSkew, MemoryNameStore store) {
        Nameserver names =
                new Nameserver(
                        peer.name,
                        Nameserver.DOMAIN_DEFAULT,
                        Nameserver.TTL_DEFAULT,
                        loop,
                        name -> peer.router.peers().find(name).isPresent(),
                        () -> EPOCH_SECONDS + clockSkew + loop.nanoTime() / 1_000_000_000L,
                        store);
        names.join(peer.router);
        return names;
    }

    private static RecordData data(String text) {
        return RecordData.address(text).orElseThrow();
    }

    private static List<String> live(Nameserver names) {
        return Stream.concat(names.entries().stream(), names.records().stream())
                .filter(NameEntry::isLive)
                .map(entry -> entry.hostname() + " " + entry.data().label())
                .toList();
    }

    private boolean within(double seconds, Nameserver names, Predicate<List<String>> live) {
        return loop.runUntil(seconds, () -> live.test(live(names)));
    }

    @Test
    void shouldTellEverybodyWhenANameComesAndGoes() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        Nameserver here = names(one);
        Nameserver there = names(two);
        one.connect(two);
        assertTrue(loop.runUntil(5, () -> one.forwardsTo(two, two)));
        assertTrue(here.add("web.weave.local", "c1", data("10.32.0.1")));
        assertTrue(here.add("web.weave.local", "c1", data("fd00::1")));
        assertTrue(
                within(
                        1,
                        there,
                        List.of("web.weave.local. 10.32.0.1", "web.weave.local. fd00::1")::equals),
                () -> live(there).toString());
        assertEquals(2, here.ownCount());
        assertEquals(0, there.ownCount());
        here.containerDied("c1");
        assertTrue(within(1, there, List::isEmpty));
        assertEquals(2, there.entries().size() + there.records().size(), "tombstones");
        loop.runSeconds(2 * 3_600);
        assertEquals(0, there.entries().size() + there.records().size(), "swept away");
    }

    @Test
    void shouldTellWhoComesLater() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        Nameserver here = names(one);
        here.add("web.weave.local", "c1", data("10.32.0.1"));
        here.add("db.weave.local", "c1", new RecordData.Alias("web.weave.local."));
        Nameserver there = names(two);
        one.connect(two);
        assertTrue(within(5, there, live -> live.size() == 2));
    }

    @Test
    void shouldForgetThePeersNamesWhenItIsGone() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        Nameserver here = names(one);
        Nameserver there = names(two);
        one.connect(two);
        here.add("web.weave.local", "c1", data("10.32.0.1"));
        assertTrue(within(5, there, live -> live.size() == 1));
        one.router.stop();
        assertTrue(loop.runUntil(120, () -> there.entries().isEmpty()));
    }

    @Test
    void shouldDisownNamesOfAnEarlierLife() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        Nameserver here = names(one);
        Nameserver there = names(two);
        one.connect(two);
        here.add("web.weave.local", "c1", data("10.32.0.1"));
        assertTrue(within(5, there, live -> live.size() == 1));
        here.delete(Optional.of("web.weave.local"), Optional.empty(), Optional.empty());
        here.add("web.weave.local", "c1", data("10.32.0.1"));
        loop.runSeconds(1);
        assertEquals(List.of("web.weave.local. 10.32.0.1"), live(there));
    }

    /** Others know of changes that this one has forgotten: what it says now has to count. */
    @Test
    void shouldBeBelievedAfterARestart() {
        MemoryNameStore disk = new MemoryNameStore();
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        Nameserver here = names(one, 0, disk);
        Nameserver there = names(two);
        one.connect(two);
        here.add("web.weave.local", "c1", data("10.32.0.1"));
        here.add("web.weave.local", "c2", data("10.32.0.2"));
        here.add("web.weave.local", "c2", data("fd00::2"));
        for (int i = 0; i < 3; i++) {
            here.containerDied("c1");
            here.add("web.weave.local", "c1", data("10.32.0.1"));
        }
        assertTrue(within(5, there, live -> live.size() == 3));
        here.containerDied("c2");
        one.router.stop();
        TestPeer again = peer(1);
        Nameserver reborn = names(again, 0, disk);
        again.connect(two);
        assertTrue(loop.runUntil(30, () -> again.forwardsTo(two, two)));
        loop.runSeconds(60);
        assertEquals(List.of("web.weave.local. 10.32.0.1"), live(reborn));
        assertEquals(live(reborn), live(there));
        reborn.containerDied("c1");
        assertTrue(within(1, there, List::isEmpty));
    }

    /** A peer of the original knows the channel of addresses only. */
    @Test
    void shouldHearOfOtherRecordsThroughAPeerThatDoesNotKnowThem() {
        TestPeer one = peer(1);
        TestPeer original = peer(2);
        TestPeer three = peer(3);
        Nameserver here = names(one);
        Nameserver there = names(three);
        one.connect(original);
        original.connect(three);
        assertTrue(loop.runUntil(10, () -> one.forwardsTo(three, original)));
        // The one between them knows by then to whom it passes on what either of them says.
        assertTrue(loop.runUntil(10, () -> three.forwardsTo(one, original)));
        here.add("db.weave.local", "c1", new RecordData.Alias("web.weave.local."));
        assertTrue(within(1, there, live -> live.size() == 1), "news");
        TestPeer four = peer(4);
        Nameserver late = names(four);
        four.connect(original);
        assertTrue(within(120, late, live -> live.size() == 1), "by the periodic exchange");
        assertTrue(one.isEstablishedWith(original));
        assertEquals(0, original.status().terminationCount());
    }

    @Test
    void shouldNotStayConnectedWhenTheClocksDiffer() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        names(one);
        names(two, 901);
        one.connect(two);
        assertTrue(loop.runUntil(30, () -> two.status().terminationCount() > 0));
        assertTrue(loop.runUntil(5, () -> one.status().terminationCount() > 0), "hears of it");
    }

    @Test
    void shouldIgnoreWhatIsNotInTheDomainOrNoName() {
        Nameserver names = names(peer(1));
        assertTrue(names.add("web.example.com", "c1", data("10.32.0.1")));
        assertFalse(names.add("", "c1", data("10.32.0.1")));
        assertFalse(names.add("a..weave.local", "c1", data("10.32.0.1")));
        assertFalse(names.add("a".repeat(64) + ".weave.local", "c1", data("10.32.0.1")));
        assertEquals(List.of(), live(names));
    }
}
