package weave.gossip.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import weave.core.peer.PeerName;

/** Peer databases that gossip over wires in memory; nothing happens unless the test says so. */
final class ModelMesh {
    /** A few, so that they collide. */
    private static final int SHORT_IDS_AT_START = 4;

    private final Random random;
    final List<Node> nodes = new ArrayList<>();

    ModelMesh(int size, Random random) {
        this.random = random;
        for (int number = 1; number <= size; number++) {
            nodes.add(new Node(new PeerName(number * 0x101L)));
        }
    }

    /** One random thing happens. */
    void step() throws TopologyException {
        Node node = nodes.get(random.nextInt(nodes.size()));
        Node other = nodes.get(random.nextInt(nodes.size()));
        int event = random.nextInt(100);
        if (event < 15 && node != other && !node.wires.containsKey(other.name)) {
            connect(node, other);
        } else if (event < 25 && node.wires.containsKey(other.name)) {
            disconnect(node, other);
        } else if (event < 40 && node.wires.containsKey(other.name)) {
            node.establish(other.name);
        } else if (event < 41) {
            List.copyOf(node.wires.keySet()).forEach(name -> disconnect(node, find(name)));
            node.restart();
        } else if (event < 45) {
            node.peers.garbageCollect();
        } else {
            node.receiveOne(random);
        }
    }

    /**
     * Everybody tells everything to all neighbours, and collects when the wires are silent, until
     * that brings nothing new. (Collecting in between would let news of the dead circle forever.)
     */
    void settle() throws TopologyException {
        int rounds = 0;
        boolean changing = true;
        while (changing) {
            assert rounds++ < 100 : "never settles";
            for (Node node : nodes) {
                node.wires.values().forEach(wire -> wire.add(node.peers.records()));
            }
            boolean learning = true;
            changing = false;
            while (learning) {
                learning = false;
                for (Node node : nodes) {
                    learning |= node.receiveAll();
                }
                changing |= learning;
            }
            for (Node node : nodes) {
                changing |= !node.peers.garbageCollect().removed().isEmpty();
            }
        }
    }

    /** Names that {@code node} can reach over wires. */
    Set<PeerName> component(Node node) {
        Set<PeerName> names = new TreeSet<>(Set.of(node.name));
        Deque<Node> waiting = new ArrayDeque<>(List.of(node));
        while (!waiting.isEmpty()) {
            for (PeerName name : waiting.remove().wires.keySet()) {
                if (names.add(name)) {
                    waiting.add(find(name));
                }
            }
        }
        return names;
    }

    private void connect(Node dialler, Node acceptor) {
        dialler.connect(acceptor, true);
        acceptor.connect(dialler, false);
        dialler.wires.get(acceptor.name).add(dialler.peers.records());
        acceptor.wires.get(dialler.name).add(acceptor.peers.records());
    }

    private void disconnect(Node one, Node other) {
        one.disconnect(other.name);
        other.disconnect(one.name);
    }

    private Node find(PeerName name) {
        return nodes.stream().filter(node -> node.name.equals(name)).findFirst().orElseThrow();
    }

    /** One peer; {@code wires} hold what it has sent and the other end has not yet received. */
    final class Node {
        final PeerName name;
        final Map<PeerName, Deque<List<PeerRecord>>> wires = new TreeMap<>();
        private final Map<PeerName, Peer> held = new TreeMap<>();
        private final RandomNeighbours neighbours = new RandomNeighbours(random);
        Peers peers;

        Node(PeerName name) {
            this.name = name;
            restart();
        }

        void restart() {
            int shortId = random.nextInt(SHORT_IDS_AT_START);
            peers =
                    new Peers(
                            new Introduction(name, "n", random.nextLong(), shortId, true), random);
        }

        void connect(Node other, boolean outbound) {
            Peer self = other.peers.self();
            Introduction introduced =
                    new Introduction(other.name, "n", self.uid(), self.shortId(), true);
            held.put(other.name, peers.acquire(introduced).peer());
            wires.put(other.name, new ArrayDeque<>());
            peers.connectionAdded(
                    new ConnectionRecord(other.name, "192.0.2.1:6783", outbound, false));
            gossip(Set.of(name, other.name), name);
        }

        void establish(PeerName remote) {
            peers.connectionEstablished(remote);
            gossip(Set.of(name), name);
        }

        void disconnect(PeerName remote) {
            wires.remove(remote);
            peers.release(held.remove(remote));
            peers.connectionRemoved(remote);
            peers.garbageCollect();
            gossip(Set.of(name), name);
        }

        void receiveOne(Random chance) throws TopologyException {
            List<PeerName> waiting = new ArrayList<>();
            wires.keySet().stream()
                    .filter(remote -> !find(remote).wires.get(name).isEmpty())
                    .forEach(waiting::add);
            if (!waiting.isEmpty()) {
                receive(waiting.get(chance.nextInt(waiting.size())));
            }
        }

        boolean receiveAll() throws TopologyException {
            boolean learned = false;
            for (PeerName remote : wires.keySet()) {
                while (!find(remote).wires.get(name).isEmpty()) {
                    learned |= receive(remote);
                }
            }
            return learned;
        }

        private boolean receive(PeerName from) throws TopologyException {
            List<PeerRecord> message = new ArrayList<>(find(from).wires.get(name).removeFirst());
            Collections.shuffle(message, random);
            UpdateResult result = peers.applyUpdate(message);
            gossip(result.improved(), from);
            if (result.effects().ourselvesChanged()) {
                gossip(Set.of(name), name);
            }
            return !result.improved().isEmpty() || result.effects().ourselvesChanged();
        }

        private void gossip(Collection<PeerName> names, PeerName except) {
            if (names.isEmpty()) {
                return;
            }
            List<PeerRecord> update = peers.records(names);
            for (PeerName to : neighbours.choose(RouteCalculator.calculate(peers), except)) {
                Deque<List<PeerRecord>> wire = wires.get(to);
                if (wire != null) {
                    wire.add(update);
                }
            }
        }
    }
}
