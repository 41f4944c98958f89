package weave.bench.mesh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import weave.core.peer.PeerName;
import weave.gossip.mesh.InMemoryNetwork;
import weave.gossip.mesh.VirtualLoop;
import weave.gossip.topology.Connections;
import weave.gossip.topology.Peer;
import weave.gossip.topology.PeersDigest;

/**
 * Peers on hosts of a network in memory. Each dials some of those that were there before it, drawn
 * at random, and keeps dialling them; nobody is discovered, so the degree stays.
 */
final class SimulatedMesh {
    private static final int SEEDS = 3;

    private final VirtualLoop loop = new VirtualLoop();
    private final Random random;
    private final InMemoryNetwork network;
    private final Traffic traffic = new Traffic();
    private final List<MeshPeer> peers = new ArrayList<>();
    private PeerName lastDead = PeerName.NONE;

    /**
     * @param degree connections of a peer, on average; even
     * @param deltas whether neighbours tell each other what changed instead of whole records
     */
    SimulatedMesh(int count, int degree, boolean deltas, long seed) {
        random = new Random(seed);
        network = new InMemoryNetwork(loop, random);
        List<PeerName> seeds = new ArrayList<>();
        for (int number = 1; number <= SEEDS; number++) {
            seeds.add(MeshPeer.nameOf(number));
        }
        for (int number = 1; number <= count; number++) {
            peers.add(
                    new MeshPeer(
                            number,
                            deltas,
                            seeds,
                            loop,
                            host -> new CountedTransport(network.transport(host), traffic),
                            random));
        }
        for (int i = 1; i < count; i++) {
            Set<MeshPeer> dialled = new LinkedHashSet<>();
            int wanted = Math.min(i, degree / 2);
            while (dialled.size() < wanted) {
                dialled.add(peers.get(random.nextInt(i)));
            }
            peers.get(i).connect(dialled);
        }
    }

    VirtualLoop loop() {
        return loop;
    }

    /** What all peers together have sent so far. */
    Traffic traffic() {
        return traffic;
    }

    List<MeshPeer> peers() {
        return peers;
    }

    /** Any two that are connected. */
    List<MeshPeer> link() {
        while (true) {
            MeshPeer one = peers.get(random.nextInt(peers.size()));
            Connections connections = one.peers().self().connections();
            if (connections.size() > 1) {
                long remote = connections.remote(random.nextInt(connections.size()));
                MeshPeer other =
                        peers.stream().filter(p -> p.name().value() == remote).findAny().get();
                return List.of(one, other);
            }
        }
    }

    /** Ends a connection, and lets it be dialled again. */
    void breakOff(List<MeshPeer> link) {
        cut(link);
        mend(link);
    }

    /** Ends a connection, and lets nobody dial it. */
    void cut(List<MeshPeer> link) {
        network.cut(link.getFirst().host(), link.getLast().host());
    }

    /** Lets it be dialled again. */
    void mend(List<MeshPeer> link) {
        network.mend(link.getFirst().host(), link.getLast().host());
    }

    /** Whether a connection is there, at both ends. */
    boolean isLinked(List<MeshPeer> link) {
        MeshPeer one = link.getFirst();
        MeshPeer other = link.getLast();
        return one.peers().self().connection(other.name()).isPresent()
                && other.peers().self().connection(one.name()).isPresent();
    }

    /** One with an average number of connections dies. */
    void kill() {
        List<MeshPeer> mortal = new ArrayList<>(peers.subList(SEEDS, peers.size()));
        mortal.sort(Comparator.comparing(peer -> peer.peers().self().connections().size()));
        MeshPeer dead = mortal.get(mortal.size() / 2);
        peers.remove(dead);
        lastDead = dead.name();
        dead.die();
    }

    PeerName lastDead() {
        return lastDead;
    }

    /** Whether all know all the living, and the same of them. */
    boolean isAgreed() {
        PeersDigest digest = peers.getFirst().peers().digest();
        return digest.count() == peers.size()
                && peers.stream().allMatch(peer -> peer.peers().digest().equals(digest));
    }

    /** Whether every connection that anyone tells of carries frames. */
    boolean isEstablished() {
        for (MeshPeer peer : peers) {
            Connections connections = peer.peers().self().connections();
            for (int i = 0; i < connections.size(); i++) {
                if (!connections.established(i)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Connections that one peer knows of, everybody's together, each end counted. */
    int connectionCount() {
        int count = 0;
        for (Peer peer : peers.getFirst().peers().all()) {
            count += peer.connections().size();
        }
        return count;
    }
}
