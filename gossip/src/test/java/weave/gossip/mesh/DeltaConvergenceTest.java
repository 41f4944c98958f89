package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.RepeatedTest;
import weave.gossip.topology.PeerRecord;
import weave.testkit.Seed;

/**
 * Peers of which some tell each other deltas and the others are told whole records, while ways are
 * cut and mended, halves parted, and peers killed and started again under the same name. In the end
 * everybody knows every record as its peer has it.
 */
class DeltaConvergenceTest {
    private static final int PEERS = 16;
    private static final int EVENTS = 80;
    private static final double SETTLED_SECONDS = 900;

    private final Random random = new Random(Seed.next(DeltaConvergenceTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);
    private final TestPeer[] peers = new TestPeer[PEERS];
    private final List<int[]> links = new ArrayList<>();

    @RepeatedTest(3)
    void shouldAgreeWhenAllTakeDeltas() {
        stormAndSettle(i -> true);
    }

    @RepeatedTest(3)
    void shouldAgreeWhenSomeAreOriginals() {
        int mask = random.nextInt(1 << PEERS);
        stormAndSettle(i -> (mask & 1 << i) != 0);
    }

    private void stormAndSettle(IntPredicate takesDeltas) {
        for (int i = 1; i < PEERS; i++) {
            links.add(new int[] {i, random.nextInt(i)});
            links.add(new int[] {i, random.nextInt(i)});
        }
        for (int i = 0; i < PEERS; i++) {
            start(i, takesDeltas);
        }
        for (int event = 0; event < EVENTS; event++) {
            happen(random.nextInt(100), takesDeltas);
            loop.runSeconds(random.nextDouble() * 5);
        }
        heal(takesDeltas);
        assertTrue(loop.runUntil(SETTLED_SECONDS, this::isConnected), "never connected");
        assertTrue(loop.runUntil(SETTLED_SECONDS, this::isAgreed), "never agreed");
        loop.runSeconds(65);
        assertTrue(isAgreed(), "agreed, and fell apart again");
    }

    private void happen(int what, IntPredicate takesDeltas) {
        int i = random.nextInt(PEERS);
        if (what < 45) {
            int[] link = links.get(random.nextInt(links.size()));
            network.cut(TestPeer.hostOf(link[0] + 1), TestPeer.hostOf(link[1] + 1));
        } else if (what < 85) {
            int[] link = links.get(random.nextInt(links.size()));
            network.mend(TestPeer.hostOf(link[0] + 1), TestPeer.hostOf(link[1] + 1));
        } else if (what < 88) {
            part(random.nextInt(1 << PEERS));
        } else if (peers[i] != null) {
            peers[i].router.stop();
            peers[i] = null;
        } else {
            start(i, takesDeltas);
        }
    }

    private void part(int half) {
        for (int[] link : links) {
            if ((half >> link[0] & 1) != (half >> link[1] & 1)) {
                network.cut(TestPeer.hostOf(link[0] + 1), TestPeer.hostOf(link[1] + 1));
            }
        }
    }

    private void heal(IntPredicate takesDeltas) {
        for (int[] link : links) {
            network.mend(TestPeer.hostOf(link[0] + 1), TestPeer.hostOf(link[1] + 1));
        }
        for (int i = 0; i < PEERS; i++) {
            if (peers[i] == null) {
                start(i, takesDeltas);
            }
        }
    }

    private void start(int i, IntPredicate takesDeltas) {
        peers[i] =
                TestPeer.start(
                        loop,
                        network,
                        i + 1,
                        random.nextLong(),
                        b -> b.discovery(false).topologyDeltas(takesDeltas.test(i)));
        for (int[] link : links) {
            if (link[0] == i) {
                peers[i].router.connect(
                        List.of(TestPeer.hostOf(link[1] + 1).getHostAddress()), false);
            }
        }
    }

    private boolean isConnected() {
        for (int[] link : links) {
            if (!peers[link[0]].isEstablishedWith(peers[link[1]])) {
                return false;
            }
        }
        return true;
    }

    private boolean isAgreed() {
        List<PeerRecord> truth = new ArrayList<>();
        for (TestPeer peer : peers) {
            truth.add(peer.router.peers().self().record());
        }
        for (TestPeer peer : peers) {
            if (!truth.equals(peer.router.peers().records())) {
                return false;
            }
        }
        assertEquals(PEERS, truth.size());
        return true;
    }
}
