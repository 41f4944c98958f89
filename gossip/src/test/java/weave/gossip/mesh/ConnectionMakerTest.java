package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.Introduction;
import weave.gossip.topology.PeerRecord;
import weave.gossip.topology.Peers;
import weave.testkit.Seed;

/** Whom we dial and when, by the loop's clock. */
class ConnectionMakerTest {
    private static final PeerName SELF = TestPeer.nameOf(1);
    private static final String ADDRESS = "10.0.0.2:6783";
    private static final double NANOS = 1e9;

    private final Random random = new Random(Seed.next(ConnectionMakerTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final Peers peers = new Peers(new Introduction(SELF, "self", 1, 0, true), random);
    private final List<String> dialled = new ArrayList<>();
    private final List<Boolean> welcome = new ArrayList<>();
    private ConnectionMaker maker = maker(true);
    private double lastDialSeconds;

    private ConnectionMaker maker(boolean discovery) {
        MeshConfig config = MeshConfig.builder(SELF, "self").discovery(discovery).build();
        return new ConnectionMaker(config, loop, random, peers, this::dial);
    }

    private void dial(String target, InetSocketAddress address, boolean mayIntroduce) {
        assertEquals(target, AddressText.of(address));
        dialled.add(target);
        welcome.add(mayIntroduce);
        lastDialSeconds = seconds();
    }

    private double seconds() {
        return loop.nanoTime() / NANOS;
    }

    private static DirectPeer direct(String given) {
        PeerText text = PeerText.parse(given).orElseThrow();
        return new DirectPeer(given, text.literal().orElseThrow(), text.port());
    }

    private void addDirect(String given) {
        maker.add(List.of(direct(given)), false);
        loop.run(0);
    }

    private record Link(String remoteAddress, boolean outbound, PeerName remoteName)
            implements MeshLink {}

    @Test
    void shouldWaitLongerEachTimeWhenTriesFail() {
        addDirect("10.0.0.2");
        assertEquals(List.of(ADDRESS), dialled);
        assertTrue(welcome.getFirst());
        double interval = 2;
        for (int tries = 2; tries < 30; tries++) {
            double failed = seconds();
            maker.attemptFailed(ADDRESS, "connection refused");
            int expected = tries;
            assertTrue(loop.runUntil(600, () -> dialled.size() == expected));
            double waited = lastDialSeconds - failed;
            assertTrue(waited >= interval / 2 - 0.001, "too soon: " + waited + " of " + interval);
            assertTrue(waited <= 1.5 * interval + 0.001, "late: " + waited + " of " + interval);
            interval = Math.min(1.5 * interval, 360);
        }
        assertEquals(360, interval);
    }

    @Test
    void shouldTryAtOnceWhenAddedAgain() {
        addDirect("10.0.0.2");
        for (int i = 0; i < 8; i++) {
            maker.attemptFailed(ADDRESS, "connection refused");
            int before = dialled.size();
            loop.runUntil(600, () -> dialled.size() > before);
        }
        maker.attemptFailed(ADDRESS, "connection refused");
        int before = dialled.size();
        addDirect("10.0.0.2");
        assertEquals(before + 1, dialled.size());
    }

    @Test
    void shouldNeverTryAgainWhenTheNameCollides() {
        addDirect("10.0.0.2");
        maker.terminated(new Link(ADDRESS, true, PeerName.NONE), "no", CloseCause.NAME_COLLISION);
        loop.runSeconds(7200);
        assertEquals(1, dialled.size());
        assertTrue(maker.targets().get(ADDRESS).never());
        assertEquals(1, maker.terminationCount());
    }

    @Test
    void shouldDropADirectPeerThatIsOurselves() {
        addDirect("10.0.0.2");
        addDirect("10.0.0.3");
        maker.terminated(new Link(ADDRESS, true, PeerName.NONE), "no", CloseCause.SELF);
        loop.runSeconds(7200);
        assertEquals(List.of("10.0.0.3"), maker.directPeers());
        assertFalse(maker.targets().containsKey(ADDRESS));
        assertEquals(List.of(ADDRESS, "10.0.0.3:6783"), dialled);
        assertEquals(0, maker.terminationCount(), "meeting ourselves does not count");
    }

    @Test
    void shouldDialAtOnceWhenAConnectionHasLasted() {
        addDirect("10.0.0.2");
        MeshLink link = new Link(ADDRESS, true, TestPeer.nameOf(2));
        maker.connected(link);
        loop.runSeconds(61);
        maker.terminated(link, "EOF", CloseCause.ORDINARY);
        loop.run(0);
        assertEquals(2, dialled.size());
        maker.connected(link);
        loop.runSeconds(30);
        maker.terminated(link, "EOF", CloseCause.ORDINARY);
        loop.runSeconds(0.9);
        assertEquals(2, dialled.size(), "this one did not last");
    }

    @Test
    void shouldNotDialADirectPeerWithoutPortWhenItHasComeToUs() {
        MeshLink inbound = new Link("10.0.0.2:50000", false, TestPeer.nameOf(2));
        maker.connected(inbound);
        addDirect("10.0.0.2");
        assertEquals(List.of(), dialled);
        addDirect("10.0.0.2:6783");
        assertEquals(List.of(ADDRESS), dialled);
    }

    @Test
    void shouldSuspendADirectPeerWhileItIsConnectedToUs() {
        addDirect("10.0.0.2");
        maker.attemptFailed(ADDRESS, "connection refused");
        MeshLink inbound = new Link("10.0.0.2:50000", false, TestPeer.nameOf(2));
        maker.connected(inbound);
        maker.refresh();
        loop.runSeconds(100);
        assertEquals(1, dialled.size());
        assertEquals(Target.State.SUSPENDED, maker.targets().get(ADDRESS).state());
        maker.terminated(inbound, "EOF", CloseCause.ORDINARY);
        loop.runSeconds(4);
        assertEquals(2, dialled.size());
    }

    @Test
    void shouldDialWhomOthersAreConnectedToWhenDiscoveryIsOn() throws Exception {
        tell(
                new ConnectionRecord(TestPeer.nameOf(3), "10.0.0.3:7000", true, true),
                new ConnectionRecord(TestPeer.nameOf(4), "10.0.0.4:51234", false, true),
                new ConnectionRecord(SELF, "10.0.0.1:6783", true, true),
                new ConnectionRecord(TestPeer.nameOf(5), "nonsense", true, true));
        maker.connected(new Link("10.0.0.9:6783", true, TestPeer.nameOf(9)));
        maker.refresh();
        loop.runSeconds(0.1);
        assertEquals(List.of("10.0.0.3:7000", "10.0.0.4:6783"), dialled);
        assertFalse(welcome.contains(true), "they have to be known already");
        maker.attemptFailed("10.0.0.3:7000", "no");
        tell();
        maker.refresh();
        loop.runSeconds(1);
        assertFalse(maker.targets().containsKey("10.0.0.3:7000"), "nobody speaks of it now");
    }

    @Test
    void shouldDialNobodyElseWhenDiscoveryIsOff() throws Exception {
        maker = maker(false);
        tell(new ConnectionRecord(TestPeer.nameOf(3), "10.0.0.3:7000", true, true));
        maker.refresh();
        loop.runSeconds(10);
        assertEquals(List.of(), dialled);
    }

    private void tell(ConnectionRecord... connections) throws Exception {
        long version = peers.find(TestPeer.nameOf(9)).map(p -> p.version() + 1).orElse(1L);
        peers.applyUpdate(
                List.of(
                        new PeerRecord(
                                TestPeer.nameOf(9),
                                "nine",
                                9,
                                version,
                                9,
                                true,
                                List.of(connections))));
    }
}
