package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.peer.PeerName;

class SnapshotShortIdsTest {
    private static final long SELF = 10;

    private final Peers peers = new Peers(introduction(SELF, 100, true), new Random(1));

    private static Introduction introduction(long name, int shortId, boolean hasShortId) {
        return new Introduction(new PeerName(name), "nick", 1, shortId, hasShortId);
    }

    private ForwardingSnapshot snapshot() {
        return SnapshotBuilder.build(1, Routes.alone(new PeerName(SELF)), peers);
    }

    @Test
    void shouldKnowTheShortIdsOfAllAndWhoIsMeant() {
        peers.acquire(introduction(12, 7, true));
        peers.acquire(introduction(11, 7, true));
        peers.acquire(introduction(13, 0, false));
        ForwardingSnapshot snapshot = snapshot();
        assertEquals(100, snapshot.shortId(SELF));
        assertEquals(SELF, snapshot.principal(100));
        assertEquals(7, snapshot.shortId(11));
        assertEquals(7, snapshot.shortId(12));
        assertEquals(11, snapshot.principal(7));
        assertEquals(ForwardingSnapshot.NO_SHORT_ID, snapshot.shortId(13));
        assertEquals(ForwardingSnapshot.NO_SHORT_ID, snapshot.shortId(99));
        assertEquals(ForwardingSnapshot.NONE, snapshot.principal(0));
        assertEquals(ForwardingSnapshot.NONE, snapshot.principal(ForwardingSnapshot.NO_SHORT_ID));
        assertTrue(SnapshotBuilder.hasShortIdsOf(peers, snapshot));
    }

    @Test
    void shouldBeStaleWhenAPeerComes() {
        ForwardingSnapshot before = snapshot();
        peers.acquire(introduction(13, 0, false));
        assertTrue(SnapshotBuilder.hasShortIdsOf(peers, before), "one without changes nothing");
        peers.acquire(introduction(12, 7, true));
        assertFalse(SnapshotBuilder.hasShortIdsOf(peers, before));
        assertTrue(SnapshotBuilder.hasShortIdsOf(peers, snapshot()));
    }

    @Test
    void shouldBeStaleWhenAnotherIsMeant() {
        peers.acquire(introduction(12, 7, true));
        ForwardingSnapshot before = snapshot();
        Peer lower = peers.acquire(introduction(11, 7, true)).peer();
        assertFalse(SnapshotBuilder.hasShortIdsOf(peers, before));
        ForwardingSnapshot both = snapshot();
        peers.release(lower);
        peers.garbageCollect();
        assertFalse(SnapshotBuilder.hasShortIdsOf(peers, both));
        assertEquals(12, snapshot().principal(7));
    }

    @Test
    void shouldBeginWithTheSameShortIdEveryTimeAndWithAnotherThanMostPeers() {
        Set<Integer> chosen = new HashSet<>();
        for (int name = 1; name <= 300; name++) {
            int shortId = ShortIds.preferredBy(new PeerName(0x0200_5e00_5300L + name));
            assertEquals(shortId, ShortIds.preferredBy(new PeerName(0x0200_5e00_5300L + name)));
            assertTrue(shortId >= 0 && shortId < ShortIds.COUNT, Integer.toString(shortId));
            chosen.add(shortId);
        }
        assertTrue(chosen.size() > 280, chosen.size() + " of 300");
    }
}
