package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;

class PeersTest {
    private static final long SELF = 10;
    private static final long VERSION_MAX = -1;

    private final Peers peers = new Peers(introduction(SELF, 100), new Random(1));

    @Test
    void shouldRaiseOurVersionWhenOurConnectionsChange() {
        Peer remote = peers.acquire(introduction(11, 111)).peer();
        peers.connectionAdded(to(11, false));
        peers.connectionEstablished(name(11));
        assertEquals(2, peers.self().version());
        assertTrue(peers.self().connection(name(11)).orElseThrow().established());
        peers.connectionRemoved(name(11));
        peers.connectionRemoved(name(11));
        assertEquals(3, peers.self().version());
        assertTrue(peers.garbageCollect().removed().isEmpty(), "held");
        peers.release(remote);
        assertEquals(List.of(remote.record()), peers.garbageCollect().removed());
    }

    @Test
    void shouldKeepWhatIsKnownWhenAKnownPeerConnects() throws TopologyException {
        peers.applyUpdate(List.of(record(11, 5, 7, 111, true)));
        Acquired acquired = peers.acquire(new Introduction(name(11), "new", 6, 112, true));
        assertFalse(acquired.created());
        assertEquals(5, acquired.peer().uid());
        assertEquals(111, acquired.peer().shortId());
        assertEquals(Optional.empty(), peers.acquireKnown(name(12)));
    }

    @Test
    void shouldCompareVersionsAndIncarnationsUnsigned() throws TopologyException {
        peers.applyUpdate(List.of(record(11, 5, 7, 0, false)));
        assertImproves(true, record(11, 1, Long.MIN_VALUE, 0, false));
        assertImproves(false, record(11, 1, Long.MAX_VALUE, 0, false));
        assertImproves(true, record(11, Long.MIN_VALUE, Long.MIN_VALUE, 0, false));
        assertImproves(false, record(11, Long.MAX_VALUE, Long.MIN_VALUE, 0, false));
        assertImproves(true, record(11, Long.MIN_VALUE, Long.MIN_VALUE, 3, true));
        assertImproves(false, record(11, Long.MIN_VALUE, Long.MIN_VALUE, 4, true));
    }

    @Test
    void shouldJumpPastAnOlderIncarnationOfOurselves() throws TopologyException {
        UpdateResult result = peers.applyUpdate(List.of(record(SELF, 99, 41, 0, false)));
        assertEquals(42, peers.self().version());
        assertTrue(result.effects().ourselvesChanged());
        assertEquals(Set.of(name(SELF)), result.received());
        assertEquals(Set.of(), result.improved());
        assertFalse(
                peers.applyUpdate(List.of(record(SELF, 99, 41, 0, false)))
                        .effects()
                        .ourselvesChanged());
    }

    @Test
    void shouldNotStartOverWhenAnOlderIncarnationHasTheHighestVersion() throws TopologyException {
        peers.applyUpdate(List.of(record(SELF, 99, 41, 0, false)));
        peers.applyUpdate(List.of(record(SELF, 99, VERSION_MAX, 0, false)));
        assertEquals(42, peers.self().version());
    }

    @Test
    void shouldNotTakeInNobodyWhenAnUpdateNamesIt() throws TopologyException {
        UpdateResult result =
                peers.applyUpdate(
                        List.of(
                                record(0, 1, 1, 5, true, to(11, true)),
                                record(12, 1, 1, 6, true, to(0, true), to(SELF, true))));
        assertEquals(Set.of(name(12)), result.received());
        assertEquals(Optional.empty(), peers.find(PeerName.NONE));
        assertEquals(
                List.of(to(SELF, true)), peers.find(name(12)).orElseThrow().record().connections());
    }

    @Test
    void shouldKeepOurRecordWhenOthersTellOtherThingsOfUs() throws TopologyException {
        PeerRecord before = peers.self().record();
        peers.applyUpdate(
                List.of(
                        record(SELF, before.uid(), 1_000, 7, true, to(11, true)),
                        record(11, 1, 1, 5, true, to(11, true), to(SELF, true))));
        assertEquals(before, peers.self().record());
        Routes routes = RouteCalculator.calculate(peers);
        assertFalse(routes.reaches(name(11)));
        assertEquals(List.of(), routes.broadcast(name(SELF)));
    }

    @Test
    void shouldTakeTheNewestWhenAnUpdateHasAPeerTwice() throws TopologyException {
        UpdateResult result =
                peers.applyUpdate(
                        List.of(
                                record(11, 1, 2, 5, true),
                                record(11, 1, 3, 6, true, to(12, true), to(12, false)),
                                record(11, 1, 1, 7, true)));
        assertEquals(Set.of(name(11)), result.improved());
        Peer peer = peers.find(name(11)).orElseThrow();
        assertEquals(3, peer.version());
        assertEquals(List.of(to(12, false)), peer.record().connections());
        assertEquals(Optional.of(name(11)), peers.shortIds().principal(6));
        assertEquals(Optional.empty(), peers.shortIds().principal(5));
    }

    @Test
    void shouldChangeNothingWhenAnUpdateHasTooManyPeers() {
        List<PeerRecord> before = peers.records();
        ConnectionRecord[] many =
                LongStream.rangeClosed(1, Peers.COUNT_MAX + 1)
                        .mapToObj(peer -> to(1_000 + peer, true))
                        .toArray(ConnectionRecord[]::new);
        assertThrows(
                TopologyException.class,
                () -> peers.applyUpdate(List.of(record(11, 1, 1, 5, true, many))));
        assertEquals(before, peers.records());
        assertEquals(Optional.empty(), peers.shortIds().principal(5));
    }

    @Test
    void shouldMoveToAFreeShortIdWhenALowerNameHasOurs() throws TopologyException {
        UpdateResult higher = peers.applyUpdate(List.of(record(11, 1, 1, 100, true)));
        assertEquals(new Effects(false, false), higher.effects());
        UpdateResult lower = peers.applyUpdate(List.of(record(9, 1, 1, 100, true)));
        assertEquals(new Effects(true, true), lower.effects());
        assertNotEquals(100, peers.self().shortId());
        assertEquals(1, peers.self().version());
        assertEquals(Optional.of(name(9)), peers.shortIds().principal(100));
        assertEquals(Optional.of(name(SELF)), peers.shortIds().principal(peers.self().shortId()));
    }

    @Test
    void shouldPromoteTheNextWhenAPrincipalGoes() throws TopologyException {
        peers.acquire(introduction(12, 7));
        peers.acquire(introduction(14, 7));
        Peer lowest = peers.acquire(introduction(11, 7)).peer();
        peers.release(lowest);
        assertTrue(peers.garbageCollect().effects().shortIdsInvalidated());
        assertEquals(Optional.of(name(12)), peers.shortIds().principal(7));
    }

    @Test
    void shouldTellWhenAFreedShortIdIsUsedAgain() {
        Peer first = peers.acquire(introduction(11, 7)).peer();
        peers.release(first);
        assertFalse(peers.garbageCollect().effects().shortIdsInvalidated());
        assertEquals(Optional.empty(), peers.shortIds().principal(7));
        assertTrue(peers.acquire(introduction(12, 7)).effects().shortIdsInvalidated());
    }

    @Test
    void shouldFindTheOnlyFreeShortIdWhenItMustMove() throws TopologyException {
        List<PeerRecord> everyone = new ArrayList<>();
        everyone.add(record(9, 1, 1, 50, true));
        for (int shortId = 0; shortId < ShortIds.COUNT; shortId++) {
            if (shortId != 50 && shortId != 100) {
                everyone.add(record(1_000 + shortId, 1, 1, shortId, true));
            }
        }
        peers.applyUpdate(everyone);
        assertEquals(100, peers.self().shortId());
        peers.applyUpdate(List.of(record(9, 1, 2, 100, true)));
        assertEquals(50, peers.self().shortId());
    }

    @Test
    void shouldIgnoreAShortIdOutOfRange() throws TopologyException {
        peers.applyUpdate(List.of(record(11, 1, 1, 70_000, true), record(12, 1, 1, -1, true)));
        assertEquals(Optional.empty(), peers.shortIds().principal(70_000));
        assertEquals(2, peers.garbageCollect().removed().size());
    }

    private void assertImproves(boolean expected, PeerRecord record) throws TopologyException {
        assertEquals(expected, !peers.applyUpdate(List.of(record)).improved().isEmpty());
    }

    private static PeerName name(long value) {
        return new PeerName(value);
    }

    private static Introduction introduction(long name, int shortId) {
        return new Introduction(name(name), "nick", 1, shortId, true);
    }

    private static ConnectionRecord to(long remote, boolean established) {
        return new ConnectionRecord(name(remote), "192.0.2.1:6783", true, established);
    }

    private static PeerRecord record(
            long name,
            long uid,
            long version,
            int shortId,
            boolean hasShortId,
            ConnectionRecord... connections) {
        return new PeerRecord(
                name(name), "nick", uid, version, shortId, hasShortId, List.of(connections));
    }
}
