package weave.gossip.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import weave.core.peer.PeerName;

/**
 * Where to send from here, as of one moment; two tables of each kind. Frames use only links that
 * both ends call established; gossip uses every link that anyone tells of. Broadcast sets are
 * worked out when they are first asked for.
 */
public final class Routes {
    private final PeerName[] names;
    private final int self;
    private final Table established;
    private final Table all;
    private SortedMap<PeerName, Integer> gossipWeights;

    Routes(LinkGraph graph, PeerName self) {
        this.names = graph.names();
        this.self = Arrays.binarySearch(names, self);
        this.all = new Table(names, this.self, graph.all());
        this.established = new Table(names, this.self, graph.established());
    }

    private Routes(Routes before, Table all, Table established) {
        this.names = before.names;
        this.self = before.self;
        this.all = all;
        this.established = established;
    }

    /** Routes of one who is alone. */
    public static Routes alone(PeerName self) {
        return new Routes(LinkGraph.alone(self), self);
    }

    /** The routes in a later graph: these, or one table of them, if that still holds. */
    Routes in(LinkGraph later) {
        if (later.names() != names) {
            return new Routes(later, self());
        }
        boolean allHolds = all.links == later.all();
        boolean establishedHolds = established.links == later.established();
        if (allHolds && establishedHolds) {
            return this;
        }
        return new Routes(
                this,
                allHolds ? all : new Table(names, self, later.all()),
                establishedHolds ? established : new Table(names, self, later.established()));
    }

    /** Our own name. */
    public PeerName self() {
        return names[self];
    }

    /** The peers known when this was worked out, ascending by name, ourselves included. */
    public List<PeerName> peers() {
        return Collections.unmodifiableList(Arrays.asList(names));
    }

    /** The neighbour that frames for {@code peer} go to; empty without a route and for us. */
    public Optional<PeerName> nextHop(PeerName peer) {
        return established.nextHop(peer);
    }

    /** The neighbour that gossip for {@code peer} goes to; empty without a route and for us. */
    public Optional<PeerName> nextHopAll(PeerName peer) {
        return all.nextHop(peer);
    }

    /** Whether frames can reach {@code peer}; true for ourselves. */
    public boolean reaches(PeerName peer) {
        return peer.equals(self()) || established.nextHop(peer).isPresent();
    }

    /** Whether both know the same peers and lead frames the same ways. */
    public boolean leadFramesLike(Routes other) {
        return Arrays.equals(names, other.names)
                && established.links.isSame(other.established.links);
    }

    /** Neighbours that pass on a frame flooded by {@code source}, ascending. */
    public List<PeerName> broadcast(PeerName source) {
        return established.broadcast(source);
    }

    /** Neighbours to which a gossip broadcast of {@code source} is passed on, ascending. */
    public List<PeerName> broadcastAll(PeerName source) {
        return all.broadcast(source);
    }

    /**
     * The same for every peer, in the order of {@link #peers}: names as numbers. None where frames
     * cannot reach us.
     */
    List<long[]> broadcasts() {
        AllFloods floods = established.links.allFloods(self);
        List<long[]> all = new ArrayList<>(names.length);
        for (int source = 0; source < names.length; source++) {
            int[] targets = floods.of(source);
            long[] neighbours = new long[targets.length];
            for (int i = 0; i < targets.length; i++) {
                neighbours[i] = names[targets[i]].value();
            }
            all.add(neighbours);
        }
        return all;
    }

    /** Next hops of frames by destination; ourselves with {@link PeerName#NONE}. */
    public SortedMap<PeerName, PeerName> unicast() {
        return established.unicast();
    }

    /** Next hops of gossip by destination; ourselves with {@link PeerName#NONE}. */
    public SortedMap<PeerName, PeerName> unicastAll() {
        return all.unicast();
    }

    /**
     * The way that frames take, each hop sending by its own routes, worked out from the topology as
     * we know it: {@code from}, the relays, {@code to}. Empty without a way, or if either is
     * unknown.
     */
    public List<PeerName> path(PeerName from, PeerName to) {
        int here = indexOf(from);
        int end = indexOf(to);
        if (here < 0 || end < 0) {
            return List.of();
        }
        List<PeerName> path = new ArrayList<>(List.of(from));
        // Each hop is one link nearer to the end than the one before, so this ends.
        while (here != end) {
            here = established.links.firstHops(here)[end];
            if (here < 0) {
                return List.of();
            }
            path.add(names[here]);
        }
        return path;
    }

    /**
     * How many destinations of gossip each neighbour leads to, ascending by name. Borrowed: not to
     * be modified.
     */
    SortedMap<PeerName, Integer> gossipWeights() {
        if (gossipWeights == null) {
            gossipWeights = new TreeMap<>();
            int[] weights = new int[names.length];
            for (int hop : all.hops) {
                if (hop >= 0) {
                    weights[hop]++;
                }
            }
            for (int hop = 0; hop < names.length; hop++) {
                if (weights[hop] > 0) {
                    gossipWeights.put(names[hop], weights[hop]);
                }
            }
        }
        return gossipWeights;
    }

    private int indexOf(PeerName peer) {
        return Arrays.binarySearch(names, peer);
    }

    /** The routes over one kind of links. */
    private static final class Table {
        private final PeerName[] names;
        private final int self;
        private final LinkMatrix links;
        private final int[] hops;
        private final Map<PeerName, List<PeerName>> broadcasts = new HashMap<>();

        Table(PeerName[] names, int self, LinkMatrix links) {
            this.names = names;
            this.self = self;
            this.links = links;
            this.hops = links.firstHops(self);
        }

        Optional<PeerName> nextHop(PeerName peer) {
            int index = Arrays.binarySearch(names, peer);
            return index < 0 || hops[index] < 0
                    ? Optional.empty()
                    : Optional.of(names[hops[index]]);
        }

        /** Unknown sources are not remembered, or anyone could fill the memory with them. */
        List<PeerName> broadcast(PeerName source) {
            int index = Arrays.binarySearch(names, source);
            return index < 0
                    ? List.of()
                    : broadcasts.computeIfAbsent(source, ignored -> flood(index));
        }

        SortedMap<PeerName, PeerName> unicast() {
            SortedMap<PeerName, PeerName> table = new TreeMap<>();
            for (int peer = 0; peer < names.length; peer++) {
                if (peer == self) {
                    table.put(names[peer], PeerName.NONE);
                } else if (hops[peer] >= 0) {
                    table.put(names[peer], names[hops[peer]]);
                }
            }
            return table;
        }

        private List<PeerName> flood(int source) {
            int[] targets = links.floodTargets(source, self);
            List<PeerName> neighbours = new ArrayList<>(targets.length);
            for (int target : targets) {
                neighbours.add(names[target]);
            }
            return List.copyOf(neighbours);
        }
    }
}
