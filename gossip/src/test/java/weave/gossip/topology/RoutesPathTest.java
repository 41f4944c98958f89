package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;

/** A chain 1 - 2 - 3 - 4 with a pending connection from 1 to 4, and 5 whom nobody connects to. */
class RoutesPathTest {
    @Test
    void shouldGoHopByHopWhoeverAsks() throws TopologyException {
        for (int asked = 1; asked <= 4; asked++) {
            Routes routes = chain(asked);
            assertEquals(names(1, 2, 3, 4), routes.path(name(1), name(4)));
            assertEquals(names(3, 2), routes.path(name(3), name(2)));
            assertEquals(names(2), routes.path(name(2), name(2)));
            assertEquals(names(), routes.path(name(1), name(5)));
            assertEquals(names(), routes.path(name(9), name(1)));
            assertEquals(names(), routes.path(name(1), name(9)));
        }
    }

    @Test
    void shouldBeginWithOurOwnNextHop() throws TopologyException {
        Routes routes = chain(2);
        for (PeerName peer : routes.unicast().keySet()) {
            if (!peer.equals(routes.self())) {
                assertEquals(routes.nextHop(peer).orElseThrow(), routes.path(name(2), peer).get(1));
            }
        }
    }

    private static Routes chain(int self) throws TopologyException {
        List<PeerRecord> records = new ArrayList<>();
        records.add(record(1, link(2, true), link(4, false)));
        records.add(record(2, link(1, true), link(3, true)));
        records.add(record(3, link(2, true), link(4, true)));
        records.add(record(4, link(3, true), link(1, false)));
        records.add(record(5));
        Peers peers = new Peers(records.get(self - 1), new Random(1));
        records.get(self - 1)
                .connections()
                .forEach(connection -> {
                    peers.acquire(introduction(connection.remote()));
                    peers.connectionAdded(connection);
                });
        peers.applyUpdate(records);
        return RouteCalculator.calculate(peers);
    }

    private static Introduction introduction(PeerName name) {
        return new Introduction(name, "", 1, 0, false);
    }

    private static PeerRecord record(int number, ConnectionRecord... connections) {
        return new PeerRecord(name(number), "", 1, 1, 0, false, List.of(connections));
    }

    private static ConnectionRecord link(int to, boolean established) {
        return new ConnectionRecord(name(to), "192.0.2." + to + ":6783", true, established);
    }

    private static PeerName name(int number) {
        return new PeerName(0x020000000000L + number);
    }

    private static List<PeerName> names(int... numbers) {
        List<PeerName> names = new ArrayList<>();
        for (int number : numbers) {
            names.add(name(number));
        }
        return names;
    }
}
