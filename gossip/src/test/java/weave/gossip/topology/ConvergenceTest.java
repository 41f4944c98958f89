package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import weave.core.control.ForwardingSnapshot;
import weave.core.peer.PeerName;
import weave.testkit.Seed;

/** Many peers, links going up and down, peers restarting; the seed is printed. */
class ConvergenceTest {
    private static final int PEERS = 20;
    private static final int ROUNDS = 6;
    private static final int STEPS = 1_500;

    @RepeatedTest(4)
    void shouldAgreeOnPeersAndRoutesWhenLinksComeAndGo() throws TopologyException {
        ModelMesh mesh = new ModelMesh(PEERS, new Random(Seed.next(ConvergenceTest.class)));
        for (int round = 0; round < ROUNDS; round++) {
            for (int step = 0; step < STEPS; step++) {
                mesh.step();
            }
            mesh.nodes.forEach(node -> assertRoutes(node.peers));
            mesh.settle();
            for (ModelMesh.Node node : mesh.nodes) {
                assertAgreement(mesh, node);
                assertRoutes(node.peers);
            }
        }
    }

    /** Everyone in reach, nobody else, each as it describes itself, each with its own short id. */
    private static void assertAgreement(ModelMesh mesh, ModelMesh.Node node) {
        Set<PeerName> reachable = mesh.component(node);
        List<PeerRecord> truth =
                mesh.nodes.stream()
                        .filter(other -> reachable.contains(other.name))
                        .map(other -> other.peers.self().record())
                        .toList();
        assertEquals(truth, node.peers.records());
        Set<Integer> shortIds = new HashSet<>();
        truth.forEach(record -> shortIds.add(record.shortId()));
        assertEquals(truth.size(), shortIds.size(), "short ids are distinct");
        for (PeerRecord record : truth) {
            assertEquals(
                    record.name(), node.peers.shortIds().principal(record.shortId()).orElseThrow());
        }
    }

    private static void assertRoutes(Peers peers) {
        Routes routes = RouteCalculator.calculate(peers);
        PeerName self = peers.self().name();
        SlowRoutes frames = new SlowRoutes(peers.records(), self, true);
        SlowRoutes gossip = new SlowRoutes(peers.records(), self, false);
        assertEquals(frames.unicast(), new TreeMap<>(routes.unicast()));
        assertEquals(gossip.unicast(), new TreeMap<>(routes.unicastAll()));
        ForwardingSnapshot snapshot = SnapshotBuilder.build(1, routes, peers);
        for (PeerName source : routes.peers()) {
            List<PeerName> flood = frames.broadcast(source);
            assertEquals(flood, routes.broadcast(source));
            assertEquals(gossip.broadcast(source), routes.broadcastAll(source));
            assertEquals(
                    flood,
                    Arrays.stream(snapshot.broadcast(source.value()))
                            .mapToObj(PeerName::new)
                            .toList());
        }
    }
}
