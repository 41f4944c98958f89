package weave.kernel.vxlan;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.overlay.OverlayTraffic;
import weave.testkit.Privileged;

/** What the programs would read. */
@Privileged
class PeerEntriesTest {
    private static final long SELF = 1;
    private static final long PEER = 2;
    private static final long NEIGHBOUR = 3;
    private static final long OTHER = 4;
    private static final int ID_SELF = 11;
    private static final int ID_PEER = 22;
    private static final int ID_NEIGHBOUR = 33;
    private static final int ID_OTHER = 44;
    private static final int IP = 0xC000_0202;
    private static final int OTHER_IP = 0xC000_0203;
    private static final int DEVICE = 7;

    private final Arena arena = Arena.ofConfined();
    private final DatapathMaps maps = DatapathMaps.create();
    private PeerEntries peers = new PeerEntries(maps, ForwardingSnapshot.alone(SELF));

    @AfterEach
    void close() {
        peers.close();
        maps.close();
        arena.close();
    }

    private static ForwardingSnapshot.Builder routes(long peersNextHop) {
        return withoutPeer().route(PEER, peersNextHop).shortId(PEER, ID_PEER, true);
    }

    private static ForwardingSnapshot.Builder withoutPeer() {
        return new ForwardingSnapshot.Builder(1, SELF)
                .route(NEIGHBOUR, NEIGHBOUR)
                .route(OTHER, OTHER)
                .shortId(SELF, ID_SELF, true)
                .shortId(NEIGHBOUR, ID_NEIGHBOUR, true)
                .shortId(OTHER, ID_OTHER, true);
    }

    private void begin() {
        peers.routes(routes(NEIGHBOUR).build());
        peers.neighbour(NEIGHBOUR, IP, DEVICE, 0);
        peers.carry(NEIGHBOUR, true);
    }

    /** "unknown", "no route", or where frames for it go and whether they do. */
    private String programmed(int shortId) {
        MemorySegment key = arena.allocate(JAVA_INT);
        key.set(JAVA_INT, 0, shortId);
        MemorySegment peer = arena.allocate(DatapathMaps.PEER_LENGTH, Long.BYTES);
        assertTrue(maps.peers().lookup(key, peer));
        int hop = peer.get(JAVA_INT, DatapathMaps.PEER_NEXT_HOP);
        if (peer.get(JAVA_INT, DatapathMaps.PEER_KNOWN) == 0) {
            assertEquals(0, hop);
            return "unknown";
        }
        if (hop == 0) {
            return "no route";
        }
        key.set(JAVA_INT, 0, hop);
        MemorySegment neighbour = arena.allocate(DatapathMaps.NEIGHBOUR_LENGTH, Long.BYTES);
        assertTrue(maps.neighbours().lookup(key, neighbour));
        return "%x by %d%s"
                .formatted(
                        neighbour.get(JAVA_INT, DatapathMaps.NEIGHBOUR_IP),
                        neighbour.get(JAVA_INT, DatapathMaps.NEIGHBOUR_DEVICE),
                        neighbour.get(JAVA_INT, DatapathMaps.NEIGHBOUR_CARRIES) == 0
                                ? " not yet"
                                : "");
    }

    @Test
    void shouldProgramWhoIsReachedHow() {
        assertEquals("unknown", programmed(ID_SELF));
        peers.routes(routes(NEIGHBOUR).build());
        assertEquals("no route", programmed(ID_SELF), "known, and never sent to");
        assertEquals("no route", programmed(ID_PEER));
        peers.neighbour(NEIGHBOUR, IP, DEVICE, 0);
        assertEquals("c0000202 by 7 not yet", programmed(ID_PEER));
        peers.carry(NEIGHBOUR, true);
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        assertEquals("c0000202 by 7", programmed(ID_NEIGHBOUR));
        assertEquals("no route", programmed(ID_OTHER));
        assertEquals("unknown", programmed(0));
        peers.carry(NEIGHBOUR, false);
        assertEquals("c0000202 by 7 not yet", programmed(ID_PEER));
    }

    @Test
    void shouldFollowANeighbourToAnotherAddress() {
        begin();
        peers.neighbour(NEIGHBOUR, IP + 1, DEVICE + 1, 0);
        assertEquals("c0000203 by 8", programmed(ID_PEER));
    }

    @Test
    void shouldGoOnWhenAConnectionIsGoneUntilItIsDropped() {
        begin();
        int times = peers.forget(NEIGHBOUR);
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        // Without the connection there is no route, and then no such peer.
        peers.routes(routes(ForwardingSnapshot.NONE).build());
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        peers.routes(withoutPeer().build());
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        peers.drop(NEIGHBOUR, times);
        assertEquals("unknown", programmed(ID_PEER));
    }

    @Test
    void shouldTakeAnotherRouteAtOnceWhenAConnectionIsGone() {
        begin();
        peers.neighbour(OTHER, OTHER_IP, DEVICE, 0);
        peers.carry(OTHER, true);
        peers.forget(NEIGHBOUR);
        peers.routes(routes(OTHER).build());
        assertEquals("c0000203 by 7", programmed(ID_PEER));
    }

    @Test
    void shouldGoOnForThoseBehindANeighbourThatIsBack() {
        begin();
        peers.forget(NEIGHBOUR);
        ForwardingSnapshot.Builder alone = new ForwardingSnapshot.Builder(1, SELF);
        peers.routes(alone.shortId(SELF, ID_SELF, true).build());
        peers.neighbour(NEIGHBOUR, IP, DEVICE, 0);
        peers.routes(withoutPeer().build());
        assertEquals("c0000202 by 7", programmed(ID_PEER), "it has not told of it yet");
        peers.age();
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        peers.routes(routes(NEIGHBOUR).build());
        peers.age();
        peers.age();
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        peers.routes(routes(ForwardingSnapshot.NONE).build());
        peers.age();
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        peers.age();
        assertEquals("no route", programmed(ID_PEER), "it does not come back");
    }

    @Test
    void shouldNotDropWhoIsBack() {
        begin();
        int times = peers.forget(NEIGHBOUR);
        peers.neighbour(NEIGHBOUR, IP, DEVICE, 0);
        peers.drop(NEIGHBOUR, times);
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        peers.drop(OTHER, peers.forget(OTHER));
        peers.carry(OTHER, true);
    }

    @Test
    void shouldGoOnForTheWholeTimeWhenAConnectionIsGoneAgain() {
        begin();
        int first = peers.forget(NEIGHBOUR);
        peers.neighbour(NEIGHBOUR, IP, DEVICE, 0);
        int second = peers.forget(NEIGHBOUR);
        peers.drop(NEIGHBOUR, first);
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        peers.drop(NEIGHBOUR, second);
        assertEquals("no route", programmed(ID_PEER));
    }

    @Test
    void shouldFollowADeviceThatIsMadeAnew() {
        begin();
        peers.neighbour(OTHER, OTHER_IP, DEVICE + 1, 0);
        peers.moveDevice(DEVICE, DEVICE + 2);
        assertEquals("c0000202 by 9", programmed(ID_PEER));
        assertEquals("c0000203 by 8 not yet", programmed(ID_OTHER));
    }

    @Test
    void shouldTellWhichShortIdsMeanAnother() {
        assertNull(peers.routes(routes(NEIGHBOUR).build()));
        assertNull(peers.routes(routes(NEIGHBOUR).build()));
        // The peer has chosen another short id, and somebody else has its old one.
        boolean[] reassigned =
                peers.routes(
                        withoutPeer()
                                .route(PEER, NEIGHBOUR)
                                .shortId(PEER, 55, true)
                                .route(6, NEIGHBOUR)
                                .shortId(6, ID_PEER, true)
                                .build());
        assertArrayEquals(
                new int[] {ID_PEER},
                IntStream.range(0, reassigned.length).filter(id -> reassigned[id]).toArray());
        assertEquals(55, peers.shortIdOf(PEER));
        assertEquals(ID_PEER, peers.shortIdOf(6));
    }

    @Test
    void shouldTellWhichShortIdsWereLeft() {
        peers.routes(routes(NEIGHBOUR).build());
        ForwardingSnapshot moved =
                withoutPeer().route(PEER, NEIGHBOUR).shortId(PEER, 55, true).build();
        boolean[] reassigned = peers.routes(moved);
        assertArrayEquals(
                new int[] {ID_PEER},
                IntStream.range(0, reassigned.length).filter(id -> reassigned[id]).toArray());
        assertNull(peers.routes(moved));
    }

    @Test
    void shouldTellAReassignmentEvenWhenNobodyHadTheShortIdMeanwhile() {
        peers.routes(routes(NEIGHBOUR).build());
        assertNull(peers.routes(withoutPeer().build()));
        boolean[] reassigned =
                peers.routes(withoutPeer().route(6, NEIGHBOUR).shortId(6, ID_PEER, true).build());
        assertTrue(reassigned[ID_PEER]);
    }

    @Test
    void shouldNotNameAPeerByAShortIdThatMeansAnother() {
        peers.routes(withoutPeer().route(PEER, OTHER).shortId(PEER, ID_OTHER, false).build());
        assertEquals(ForwardingSnapshot.NO_SHORT_ID, peers.shortIdOf(PEER));
        assertEquals(ID_OTHER, peers.shortIdOf(OTHER));
        assertEquals(OverlayTraffic.NONE, peers.traffic(PEER));
    }

    @Test
    void shouldAdoptWhatAPredecessorHasProgrammed() {
        begin();
        peers.close();
        peers = new PeerEntries(maps, ForwardingSnapshot.alone(SELF));
        peers.routes(ForwardingSnapshot.alone(SELF));
        assertEquals("c0000202 by 7", programmed(ID_PEER), "before anybody is connected");
        peers.neighbour(OTHER, OTHER_IP, DEVICE, 0);
        assertEquals("c0000202 by 7", programmed(ID_PEER), "indexes are not shared");
        peers.routes(routes(NEIGHBOUR).build());
        assertEquals("c0000202 by 7", programmed(ID_PEER), "known again, not connected yet");
        peers.neighbour(NEIGHBOUR, IP, DEVICE, 0);
        peers.carry(NEIGHBOUR, true);
        peers.dropAdopted();
        assertEquals("c0000202 by 7", programmed(ID_PEER));
        assertEquals("c0000203 by 7 not yet", programmed(ID_OTHER));
    }

    @Test
    void shouldForgetWhatAPredecessorHasProgrammedWhenNobodyComes() {
        begin();
        peers.close();
        peers = new PeerEntries(maps, ForwardingSnapshot.alone(SELF));
        peers.routes(withoutPeer().build());
        peers.dropAdopted();
        assertEquals("unknown", programmed(ID_PEER));
        assertEquals("no route", programmed(ID_NEIGHBOUR));
        assertEquals("no route", programmed(ID_SELF));
        begin();
        assertEquals("c0000202 by 7", programmed(ID_PEER));
    }
}
