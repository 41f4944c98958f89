package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.peer.PeerName;
import weave.testkit.Seed;

/**
 * Twenty peers in one JVM, with links going up and down by chance. Once they stop, everybody has
 * the routes that follow from the links there are, as worked out here from the graph alone.
 */
class MeshConvergenceTest {
    private static final int PEERS = 20;
    private static final int CHANGES = 60;
    private static final double SETTLED_SECONDS = 900;

    private final Random random = new Random(Seed.next(MeshConvergenceTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);
    private final List<TestPeer> peers = new ArrayList<>();
    private final Set<Link> wanted = new HashSet<>();

    private record Link(int low, int high) {}

    @Test
    void shouldConvergeToTheRoutesOfTheGraphWhenLinksGoUpAndDown() {
        for (int i = 0; i < PEERS; i++) {
            peers.add(
                    TestPeer.start(
                            loop, network, i + 1, random.nextLong(), b -> b.discovery(false)));
        }
        for (int i = 1; i < PEERS; i++) {
            add(link(i, random.nextInt(i)));
        }
        for (int change = 0; change < CHANGES; change++) {
            Link link = link(random.nextInt(PEERS), random.nextInt(PEERS));
            if (link.low() != link.high()) {
                if (wanted.contains(link)) {
                    remove(link);
                } else {
                    add(link);
                }
            }
            loop.runSeconds(random.nextDouble() * 4);
        }
        boolean settled = loop.runUntil(SETTLED_SECONDS, this::allLinksAreUp);
        assertTrue(settled, this::linksMissing);
        loop.runSeconds(120);
        assertRoutesFollowFromLinks();
    }

    @Test
    void shouldFormAFullMeshWhenDiscoveryIsOn() {
        for (int i = 0; i < PEERS; i++) {
            peers.add(TestPeer.start(loop, network, i + 1, random.nextLong(), b -> b));
        }
        for (int i = 1; i < PEERS; i++) {
            peers.get(i).connect(peers.get(random.nextInt(i)));
        }
        assertTrue(
                loop.runUntil(
                        600,
                        () -> peers.stream().allMatch(p -> p.establishedCount() == PEERS - 1)));
        loop.runSeconds(60);
        assertEquals(PEERS * (PEERS - 1), network.wireCount());
        for (TestPeer peer : peers) {
            assertEquals(PEERS, peer.status().peers().size());
            peers.forEach(other -> assertTrue(other == peer || peer.forwardsTo(other, other)));
        }
    }

    private static Link link(int one, int other) {
        return new Link(Math.min(one, other), Math.max(one, other));
    }

    private void add(Link link) {
        wanted.add(link);
        TestPeer low = peers.get(link.low());
        TestPeer high = peers.get(link.high());
        network.mend(low.host, high.host);
        if (random.nextBoolean()) {
            low.connect(high);
        }
        high.connect(low);
    }

    private void remove(Link link) {
        wanted.remove(link);
        TestPeer low = peers.get(link.low());
        TestPeer high = peers.get(link.high());
        low.router.forget(List.of(high.host.getHostAddress()));
        high.router.forget(List.of(low.host.getHostAddress()));
        network.cut(low.host, high.host);
    }

    private boolean allLinksAreUp() {
        return linksMissing().isEmpty();
    }

    private String linksMissing() {
        Set<String> missing = new TreeSet<>();
        for (Link link : wanted) {
            TestPeer low = peers.get(link.low());
            TestPeer high = peers.get(link.high());
            if (!low.isEstablishedWith(high) || !high.isEstablishedWith(low)) {
                missing.add(link.toString());
            }
        }
        return String.join(" ", missing);
    }

    private void assertRoutesFollowFromLinks() {
        Map<Integer, Set<Integer>> graph = new HashMap<>();
        for (int i = 0; i < PEERS; i++) {
            graph.put(i, new TreeSet<>());
        }
        for (Link link : wanted) {
            graph.get(link.low()).add(link.high());
            graph.get(link.high()).add(link.low());
        }
        for (int here = 0; here < PEERS; here++) {
            TestPeer peer = peers.get(here);
            ForwardingSnapshot snapshot = peer.table.currentAcquire();
            SortedMap<Integer, Integer> hops = firstHops(graph, here);
            String at = "at " + peer.name + " in " + graph;
            for (int other = 0; other < PEERS; other++) {
                PeerName name = peers.get(other).name;
                if (other != here) {
                    long hop = hops.containsKey(other) ? nameOf(hops.get(other)) : 0;
                    assertEquals(hop, snapshot.nextHop(name.value()), at + " to " + name);
                }
                Set<Long> flood = new TreeSet<>();
                floodTargets(graph, other, here).forEach(i -> flood.add(nameOf(i)));
                Set<Long> published = new TreeSet<>();
                for (long neighbour : snapshot.broadcast(name.value())) {
                    published.add(neighbour);
                }
                assertEquals(flood, published, at + " from " + name);
            }
            assertEquals(hops.size() + 1, peer.status().peers().size(), at);
        }
    }

    private long nameOf(int peer) {
        return peers.get(peer).name.value();
    }

    /** Breadth first, each level in the order of names; here names ascend with the numbers. */
    private static SortedMap<Integer, Integer> firstHops(
            Map<Integer, Set<Integer>> graph, int start) {
        SortedMap<Integer, Integer> hops = new TreeMap<>();
        Set<Integer> level = new TreeSet<>(Set.of(start));
        while (!level.isEmpty()) {
            Set<Integer> next = new TreeSet<>();
            for (int from : level) {
                for (int to : graph.get(from)) {
                    if (to != start && !hops.containsKey(to)) {
                        hops.put(to, from == start ? to : hops.get(from));
                        next.add(to);
                    }
                }
            }
            level = next;
        }
        return hops;
    }

    /** Whom {@code here} still has to tell when its turn comes in a flood from {@code source}. */
    private static Set<Integer> floodTargets(
            Map<Integer, Set<Integer>> graph, int source, int here) {
        Set<Integer> reached = new TreeSet<>(Set.of(source));
        Set<Integer> level = new TreeSet<>(Set.of(source));
        while (!level.isEmpty()) {
            Set<Integer> next = new TreeSet<>();
            for (int from : level) {
                if (from == here) {
                    Set<Integer> targets = new TreeSet<>(graph.get(here));
                    targets.removeAll(reached);
                    return targets;
                }
                for (int to : graph.get(from)) {
                    if (reached.add(to)) {
                        next.add(to);
                    }
                }
            }
            level = next;
        }
        return Set.of();
    }
}
