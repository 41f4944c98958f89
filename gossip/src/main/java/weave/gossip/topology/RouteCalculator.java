package weave.gossip.topology;

import java.util.Arrays;
import java.util.List;
import weave.core.peer.PeerName;

/** Works out the routes from what is known of the mesh at one moment. */
public final class RouteCalculator {
    private RouteCalculator() {}

    /** The routes as of now; later changes of {@code peers} do not show in them. */
    public static Routes calculate(Peers peers) {
        List<Peer> sorted = List.copyOf(peers.all());
        long[] names = sorted.stream().mapToLong(peer -> peer.name().value()).toArray();
        LinkMatrix all = new LinkMatrix(sorted.size());
        LinkMatrix established = new LinkMatrix(sorted.size());
        for (int from = 0; from < names.length; from++) {
            link(names, from, sorted.get(from).connections(), all, established);
        }
        PeerName[] peerNames = sorted.stream().map(Peer::name).toArray(PeerName[]::new);
        return new Routes(peerNames, peers.self().name(), all, established.symmetric());
    }

    /** Both names and connections ascend, so each is found behind the one before. */
    private static void link(
            long[] names,
            int from,
            Connections connections,
            LinkMatrix all,
            LinkMatrix established) {
        int next = 0;
        for (int i = 0; i < connections.size(); i++) {
            int to = Arrays.binarySearch(names, next, names.length, connections.remote(i));
            if (to < 0) {
                next = -(to + 1);
                continue; // a peer that has been collected since
            }
            next = to + 1;
            all.link(from, to);
            if (connections.established(i)) {
                established.link(from, to);
            }
        }
    }
}
