package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.testkit.Seed;

/** Graphs made of the one before, against graphs made anew. */
class LinkGraphTest {
    private static final int PEERS = 48;
    private static final int STEPS = 2_000;
    private static final PeerName SELF = new PeerName(PEERS / 2);

    private final Random random = new Random(Seed.next(LinkGraphTest.class));
    private final Peers peers =
            new Peers(new Introduction(SELF, "self", 1, 1, true), new Random(random.nextLong()));
    private final long[] versions = new long[PEERS + 1];

    @Test
    void shouldLeadLikeRoutesMadeAnewWhateverChanges() throws TopologyException {
        Routes routes = Routes.alone(SELF);
        for (int step = 0; step < STEPS; step++) {
            change(random.nextInt(100));
            routes = RouteCalculator.calculate(peers, routes);
            assertSameWays(new Routes(LinkGraph.of(peers.all()), SELF), routes);
            assertSame(routes, RouteCalculator.calculate(peers, routes));
            assertEquals(
                    LinkGraph.of(peers.all()).reachableFrom(SELF),
                    peers.links().reachableFrom(SELF));
        }
    }

    @Test
    void shouldKeepRoutesWhenOnlyAddressesChange() throws TopologyException {
        hear(1, List.of(link(2, "10.0.0.2:1", true)));
        hear(2, List.of(link(1, "10.0.0.1:1", true)));
        Routes before = RouteCalculator.calculate(peers);
        hear(1, List.of(link(2, "10.0.0.2:6783", true)));
        assertSame(before, RouteCalculator.calculate(peers, before));
        hear(2, List.of(link(1, "10.0.0.1:1", false)));
        Routes after = RouteCalculator.calculate(peers, before);
        assertNotSame(before, after);
        assertEquals(before.unicastAll(), after.unicastAll());
    }

    private void change(int what) throws TopologyException {
        PeerName other = new PeerName(1 + random.nextInt(PEERS));
        if (what < 50) {
            hear(1 + random.nextInt(PEERS), links(random.nextInt(8)));
        } else if (what < 70) {
            hearNews(1 + random.nextInt(PEERS), links(random.nextInt(3)));
        } else if (what < 80) {
            for (int name = 1; name <= PEERS; name++) {
                hear(name, links(random.nextInt(4)));
            }
        } else if (what < 90 && peers.find(other).isPresent() && !other.equals(SELF)) {
            peers.connectionAdded(link((int) other.value(), "10.0.0.9:1", random.nextBoolean()));
        } else if (what < 93) {
            peers.connectionRemoved(other);
        } else if (what < 96) {
            acquire(other);
        } else {
            peers.garbageCollect();
        }
    }

    /** Held for a moment, so that it may be a peer without any links. */
    private void acquire(PeerName other) {
        if (!other.equals(SELF)) {
            Acquired acquired = peers.acquire(new Introduction(other, "peer", 9, 0, false));
            peers.release(acquired.peer());
        }
    }

    private void hear(int name, List<ConnectionRecord> connections) throws TopologyException {
        if (name != SELF.value()) {
            peers.applyUpdate(
                    List.of(
                            new PeerRecord(
                                    new PeerName(name),
                                    "peer",
                                    name,
                                    ++versions[name],
                                    0,
                                    false,
                                    connections)));
        }
    }

    /** The same of one that is known, as what has changed since. */
    private void hearNews(int name, List<ConnectionRecord> put) throws TopologyException {
        Peers teller = new Peers(new Introduction(SELF, "", 1, 1, true), random);
        Optional<Peer> known = peers.find(new PeerName(name));
        if (name != SELF.value() && known.isPresent() && known.get().uid() == name) {
            PeerRecord before = known.get().record();
            teller.applyUpdate(List.of(before));
            Connections changed = known.get().connections().with(put, List.of());
            teller.applyUpdate(
                    List.of(
                            new PeerRecord(
                                    before.name(),
                                    before.nickName(),
                                    before.uid(),
                                    ++versions[name],
                                    before.shortId(),
                                    before.hasShortId(),
                                    changed.asList())));
            Peer told = teller.find(before.name()).orElseThrow();
            peers.applyNews(List.of(told.newsSince(before.version())));
            assertEquals(told.version(), known.get().version());
        }
    }

    private List<ConnectionRecord> links(int count) {
        List<ConnectionRecord> links = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            links.add(link(1 + random.nextInt(PEERS), "10.0.0.9:1", random.nextInt(4) > 0));
        }
        return links;
    }

    private static ConnectionRecord link(int remote, String address, boolean established) {
        return new ConnectionRecord(new PeerName(remote), address, true, established);
    }

    private static void assertSameWays(Routes anew, Routes followed) {
        assertEquals(anew.peers(), followed.peers());
        assertEquals(anew.unicast(), followed.unicast());
        assertEquals(anew.unicastAll(), followed.unicastAll());
        assertEquals(anew.gossipWeights(), followed.gossipWeights());
        for (PeerName source : anew.peers()) {
            assertEquals(anew.broadcast(source), followed.broadcast(source));
            assertEquals(anew.broadcastAll(source), followed.broadcastAll(source));
        }
    }
}
