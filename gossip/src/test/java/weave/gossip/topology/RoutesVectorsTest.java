package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.control.ForwardingSnapshot;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

/** Random graphs with all four tables at every peer of theirs. */
class RoutesVectorsTest {
    private static final int NO_ROUTE = -1;
    private static final int SELF = -2;

    static List<JsonNode> cases() {
        return Vectors.cases("routes");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldFindTheSameRoutesAtEveryPeer(JsonNode vector) throws Exception {
        List<PeerName> names = new ArrayList<>();
        vector.path("Peers").forEach(name -> names.add(PeerName.parse(name.asText())));
        for (int here = 0; here < names.size(); here++) {
            Peers peers = peers(vector, names, here);
            Routes routes = RouteCalculator.calculate(peers);
            ForwardingSnapshot snapshot = SnapshotBuilder.build(1, routes, peers);
            for (int other = 0; other < names.size(); other++) {
                PeerName peer = names.get(other);
                int hop = vector.path("Unicast").path(here).path(other).asInt();
                assertHop(hop, names, routes.nextHop(peer));
                assertEquals(hop != NO_ROUTE, routes.reaches(peer));
                assertEquals(hop < 0 ? 0 : names.get(hop).value(), snapshot.nextHop(peer.value()));
                assertTrue(snapshot.knows(peer.value()));
                assertHop(
                        vector.path("UnicastAll").path(here).path(other).asInt(),
                        names,
                        routes.nextHopAll(peer));
                List<PeerName> flood = names(vector.path("Broadcast"), here, other, names);
                assertEquals(flood, routes.broadcast(peer));
                assertEquals(
                        flood,
                        Arrays.stream(snapshot.broadcast(peer.value()))
                                .mapToObj(PeerName::new)
                                .toList());
                assertEquals(
                        names(vector.path("BroadcastAll"), here, other, names),
                        routes.broadcastAll(peer));
            }
            assertFalse(snapshot.knows(0));
        }
    }

    private static void assertHop(int expected, List<PeerName> names, Optional<PeerName> hop) {
        assertEquals(
                expected == NO_ROUTE || expected == SELF
                        ? Optional.empty()
                        : Optional.of(names.get(expected)),
                hop);
    }

    private static List<PeerName> names(JsonNode table, int here, int of, List<PeerName> names) {
        List<PeerName> listed = new ArrayList<>();
        table.path(here).path(of).forEach(index -> listed.add(names.get(index.asInt())));
        listed.sort(null);
        return listed;
    }

    private static Peers peers(JsonNode vector, List<PeerName> names, int here)
            throws TopologyException {
        Peers peers = new Peers(new Introduction(names.get(here), "", 1, 0, false), new Random(1));
        List<PeerRecord> others = new ArrayList<>();
        for (int other = 0; other < names.size(); other++) {
            if (other != here) {
                others.add(
                        new PeerRecord(
                                names.get(other),
                                "",
                                1,
                                1,
                                0,
                                false,
                                connections(vector, other, names)));
            }
        }
        peers.applyUpdate(others);
        connections(vector, here, names).forEach(peers::connectionAdded);
        return peers;
    }

    private static List<ConnectionRecord> connections(
            JsonNode vector, int from, List<PeerName> names) {
        List<ConnectionRecord> connections = new ArrayList<>();
        for (JsonNode connection : vector.path("Conns").path(from)) {
            connections.add(
                    new ConnectionRecord(
                            names.get(connection.path(0).asInt()),
                            "192.0.2.1:6783",
                            true,
                            connection.path(1).asInt() == 1));
        }
        return connections;
    }
}
