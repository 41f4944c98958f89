package weave.gossip.topology;

import java.util.List;
import weave.core.peer.PeerName;

/** Works out the routes from what is known of the mesh at one moment. */
public final class RouteCalculator {
    private RouteCalculator() {}

    /** The routes as of now; later changes of {@code peers} do not show in them. */
    public static Routes calculate(Peers peers) {
        List<Peer> sorted = List.copyOf(peers.all());
        LinkMatrix all = new LinkMatrix(sorted.size());
        LinkMatrix established = new LinkMatrix(sorted.size());
        for (int from = 0; from < sorted.size(); from++) {
            link(sorted, from, all, established);
        }
        PeerName[] names = sorted.stream().map(Peer::name).toArray(PeerName[]::new);
        return new Routes(names, peers.self().name(), all, established.symmetric());
    }

    /** Both lists ascend by name, so one walk along both finds the numbers of the remotes. */
    private static void link(List<Peer> sorted, int from, LinkMatrix all, LinkMatrix established) {
        int to = 0;
        Connections connections = sorted.get(from).connections();
        for (int i = 0; i < connections.size(); i++) {
            long remote = connections.remote(i);
            while (to < sorted.size() && sorted.get(to).name().value() < remote) {
                to++;
            }
            if (to == sorted.size() || sorted.get(to).name().value() != remote) {
                continue; // a peer that has been collected since
            }
            all.link(from, to);
            if (connections.established(i)) {
                established.link(from, to);
            }
        }
    }
}
