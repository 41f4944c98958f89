package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.testkit.Seed;

/** Two databases, one of which hears of the other's peer in deltas. */
class PeersNewsTest {
    private static final PeerName TELLER = new PeerName(10);
    private static final PeerName HEARER = new PeerName(20);
    private static final int STEPS = 2_000;
    private static final int STRANGERS = 30;

    private final Random random = new Random(Seed.next(PeersNewsTest.class));
    private final Peers teller = peers(TELLER);
    private final Peers hearer = peers(HEARER);

    @Test
    void shouldHaveTheSameRecordAfterDeltasFromVersionsThatItMayHave() throws TopologyException {
        hearer.applyUpdate(List.of(teller.self().record()));
        for (int step = 0; step < STEPS; step++) {
            change();
            if (random.nextInt(3) == 0) {
                long known = hearer.find(TELLER).orElseThrow().version();
                long base = known - random.nextInt((int) Math.min(known, 3) + 1);
                UpdateResult result = hearer.applyNews(List.of(teller.self().newsSince(base)));
                if (result.wanted().contains(TELLER)) {
                    assertTrue(teller.self().version() - base > 3, "a few changes fit");
                    hearer.applyUpdate(List.of(teller.self().record()));
                } else {
                    assertEquals(Map.of(TELLER, known), result.before());
                }
                assertEquals(teller.self().record(), hearer.find(TELLER).orElseThrow().record());
            }
        }
    }

    @Test
    void shouldWantTheRecordWhenItsOwnIsOlderThanTheDelta() throws TopologyException {
        hearer.applyUpdate(List.of(teller.self().record()));
        connect(30);
        connect(31);
        UpdateResult result = hearer.applyNews(List.of(teller.self().newsSince(1)));
        assertEquals(Set.of(TELLER), result.wanted());
        assertEquals(Set.of(), result.improved());
        assertEquals(0, hearer.find(TELLER).orElseThrow().version());
    }

    @Test
    void shouldWantTheRecordWhenTheDeltaDoesNotLeadToIt() throws TopologyException {
        hearer.applyUpdate(List.of(teller.self().record()));
        connect(30);
        PeerNews.Delta delta = teller.self().newsSince(0).delta().orElseThrow();
        PeerNews.Delta wrong =
                new PeerNews.Delta(
                        delta.base(),
                        delta.shortId(),
                        delta.hasShortId(),
                        List.of(),
                        List.of(),
                        delta.hash());
        PeerNews news = new PeerNews(TELLER, teller.self().uid(), 1, Optional.of(wrong));
        assertEquals(Set.of(TELLER), hearer.applyNews(List.of(news)).wanted());
        assertEquals(0, hearer.find(TELLER).orElseThrow().connections().size());
    }

    @Test
    void shouldWantTheRecordsOfPeersMentionedForTheFirstTime() throws TopologyException {
        hearer.applyUpdate(List.of(teller.self().record()));
        connect(30);
        UpdateResult result = hearer.applyNews(List.of(teller.self().newsSince(0)));
        assertEquals(Set.of(new PeerName(30)), result.wanted());
        assertEquals(0, hearer.find(new PeerName(30)).orElseThrow().uid());
    }

    @Test
    void shouldNotBringBackWhomNobodyMentions() throws TopologyException {
        PeerNews dead = PeerNews.announcement(new PeerName(40), 1, 1);
        UpdateResult result = hearer.applyNews(List.of(dead));
        assertEquals(Set.of(), result.wanted());
        assertEquals(1, hearer.count());
    }

    @Test
    void shouldWantTheRecordOfAnotherIncarnation() throws TopologyException {
        hearer.applyUpdate(List.of(new PeerRecord(TELLER, "n", 99, 0, 1, true, List.of())));
        connect(30);
        assertEquals(
                Set.of(TELLER), hearer.applyNews(List.of(teller.self().newsSince(0))).wanted());
    }

    @Test
    void shouldJumpPastAnOlderIncarnationOfItself() throws TopologyException {
        UpdateResult result = hearer.applyNews(List.of(PeerNews.announcement(HEARER, 1, 41)));
        assertEquals(42, hearer.self().version());
        assertTrue(result.effects().ourselvesChanged());
    }

    @Test
    void shouldRefuseNewsOfPeersWithoutEnd() throws TopologyException {
        hearer.applyUpdate(List.of(teller.self().record()));
        List<ConnectionRecord> put = new ArrayList<>();
        for (int i = 0; i < Peers.COUNT_MAX; i++) {
            put.add(new ConnectionRecord(new PeerName(1_000 + i), "10.0.0.1:1", true, true));
        }
        PeerNews.Delta delta = new PeerNews.Delta(0, 1, true, put, List.of(), 0);
        PeerNews news = new PeerNews(TELLER, teller.self().uid(), 1, Optional.of(delta));
        assertThrows(TopologyException.class, () -> hearer.applyNews(List.of(news)));
        assertEquals(2, hearer.count());
    }

    @Test
    void shouldHaveTheSameDigestOnlyWithTheSameRecords() throws TopologyException {
        hearer.applyUpdate(teller.records());
        assertFalse(teller.digest().equals(hearer.digest()));
        teller.applyUpdate(hearer.records());
        assertEquals(teller.digest(), hearer.digest());
        connect(30);
        hearer.applyUpdate(teller.records());
        assertEquals(teller.digest(), hearer.digest());
        teller.connectionRemoved(new PeerName(30));
        assertFalse(teller.digest().equals(hearer.digest()));
    }

    private static Peers peers(PeerName name) {
        return new Peers(
                new Introduction(name, "n", name.value(), (int) name.value(), true), new Random(1));
    }

    private void connect(long remote) {
        teller.acquire(new Introduction(new PeerName(remote), "n", remote, 0, false));
        String address = random.nextInt(4) == 0 ? "[fd00::1]:1" : "10.0.0.1:6783";
        teller.connectionAdded(
                new ConnectionRecord(new PeerName(remote), address, random.nextBoolean(), false));
    }

    private void change() {
        long remote = 100 + random.nextInt(STRANGERS);
        PeerName name = new PeerName(remote);
        Optional<ConnectionRecord> connection = teller.self().connection(name);
        if (connection.isEmpty()) {
            connect(remote);
        } else if (connection.get().established() || random.nextBoolean()) {
            teller.connectionRemoved(name);
        } else {
            teller.connectionEstablished(name);
        }
    }
}
