package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.peer.PeerName;

/** Prints what a change costs in a large mesh; absolute times are not asserted. */
class RoutesSpeedTest {
    private static final int PEERS = 300;
    private static final int RUNS = 200;

    @Test
    void shouldRouteAFullMeshOfManyPeers() throws TopologyException {
        Peers peers = fullMesh();
        long[] routeNanos = new long[RUNS];
        long[] updateNanos = new long[RUNS];
        ForwardingSnapshot snapshot = null;
        List<PeerRecord> everything = peers.records();
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            peers.applyUpdate(everything);
            updateNanos[run] = System.nanoTime() - start;
            start = System.nanoTime();
            Routes routes = new Routes(LinkGraph.of(peers.all()), peers.self().name());
            snapshot = SnapshotBuilder.build(run, routes, peers);
            routeNanos[run] = System.nanoTime() - start;
        }
        assertEquals(PEERS - 1, snapshot.broadcast(1).length);
        assertEquals(0, snapshot.broadcast(2).length);
        assertEquals(PEERS, snapshot.nextHop(PEERS));
        print("routes and snapshot", routeNanos);
        print("merging all records, nothing new", updateNanos);
    }

    private static void print(String what, long[] nanos) {
        long first = nanos[0];
        long[] warm = Arrays.copyOfRange(nanos, RUNS / 2, RUNS);
        Arrays.sort(warm);
        System.out.printf(
                "%d peers fully meshed, %s: first %.1f ms, warm median %.2f ms, worst %.2f ms%n",
                PEERS, what, first / 1e6, warm[warm.length / 2] / 1e6, warm[warm.length - 1] / 1e6);
    }

    private static Peers fullMesh() throws TopologyException {
        Peers peers = new Peers(new Introduction(new PeerName(1), "1", 1, 1, true), new Random(1));
        List<PeerRecord> others = new ArrayList<>();
        for (int number = 2; number <= PEERS; number++) {
            others.add(
                    new PeerRecord(
                            new PeerName(number),
                            "" + number,
                            1,
                            1,
                            number,
                            true,
                            connections(number)));
        }
        peers.applyUpdate(others);
        connections(1).forEach(peers::connectionAdded);
        return peers;
    }

    private static List<ConnectionRecord> connections(int from) {
        List<ConnectionRecord> connections = new ArrayList<>();
        for (int to = 1; to <= PEERS; to++) {
            if (to != from) {
                connections.add(
                        new ConnectionRecord(
                                new PeerName(to), "192.0.2." + to + ":6783", from < to, true));
            }
        }
        return connections;
    }
}
