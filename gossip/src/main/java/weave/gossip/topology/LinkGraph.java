package weave.gossip.topology;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import weave.core.peer.PeerName;

/**
 * Who tells of a connection to whom, of all known peers at one moment. Immutable. That of the next
 * moment is made of this one: only records that have changed are read again, and a matrix in which
 * nothing has changed is the same object, so that what was worked out from it still holds.
 */
final class LinkGraph {
    /** If more than one in so many have changed, all are read again: a changed row is a copy. */
    private static final int FEW = 16;

    /** Ascending; a peer's number is its place here. */
    private final PeerName[] names;

    /** What the rows were made of. */
    private final Connections[] described;

    private final LinkMatrix all;

    /** Links that their one end calls established. */
    private final LinkMatrix told;

    private final LinkMatrix established;

    private LinkGraph(
            PeerName[] names,
            Connections[] described,
            LinkMatrix all,
            LinkMatrix told,
            LinkMatrix established) {
        this.names = names;
        this.described = described;
        this.all = all;
        this.told = told;
        this.established = established;
    }

    /** The graph of one who is alone. */
    static LinkGraph alone(PeerName self) {
        LinkMatrix none = new LinkMatrix(1);
        Connections[] described = {Connections.NONE};
        return new LinkGraph(new PeerName[] {self}, described, none, none, none);
    }

    /**
     * @param peers ascending by name
     */
    static LinkGraph of(Collection<Peer> peers) {
        PeerName[] names = peers.stream().map(Peer::name).toArray(PeerName[]::new);
        Connections[] described = peers.stream().map(Peer::connections).toArray(Connections[]::new);
        long[] numbers = numbers(names);
        LinkMatrix all = new LinkMatrix(names.length);
        LinkMatrix told = new LinkMatrix(names.length);
        for (int from = 0; from < names.length; from++) {
            link(numbers, from, described[from], all, told);
        }
        return new LinkGraph(names, described, all, told, told.symmetric());
    }

    /**
     * The graph of now; this one if no record has changed.
     *
     * @param peers ascending by name
     */
    LinkGraph followedBy(Collection<Peer> peers) {
        if (!isOf(peers)) {
            return of(peers);
        }
        Connections[] now = peers.stream().map(Peer::connections).toArray(Connections[]::new);
        BitSet changed = new BitSet();
        for (int peer = 0; peer < now.length; peer++) {
            if (now[peer] != described[peer]) {
                changed.set(peer);
            }
        }
        if (changed.isEmpty()) {
            return this;
        }
        return changed.cardinality() > 1 + names.length / FEW ? of(peers) : with(changed, now);
    }

    /** The peers, ascending; borrowed. The same array as long as they are the same. */
    PeerName[] names() {
        return names;
    }

    /** X to Y if X tells of a connection to Y. */
    LinkMatrix all() {
        return all;
    }

    /** X to Y if both tell of an established connection to the other. */
    LinkMatrix established() {
        return established;
    }

    /** The numbers of those to whom a chain of links leads, whatever the state of these. */
    BitSet reachableFrom(PeerName start) {
        return all.reachableFrom(Arrays.binarySearch(names, start));
    }

    private boolean isOf(Collection<Peer> peers) {
        if (peers.size() != names.length) {
            return false;
        }
        int next = 0;
        for (Peer peer : peers) {
            if (!peer.name().equals(names[next++])) {
                return false;
            }
        }
        return true;
    }

    private LinkGraph with(BitSet changed, Connections[] now) {
        long[] numbers = numbers(names);
        LinkMatrix rows = new LinkMatrix(names.length);
        LinkMatrix toldRows = new LinkMatrix(names.length);
        LinkMatrix newAll = all;
        LinkMatrix newTold = told;
        for (int peer : changed.stream().toArray()) {
            link(numbers, peer, now[peer], rows, toldRows);
            newAll = newAll.withRowOf(rows, peer);
            newTold = newTold.withRowOf(toldRows, peer);
        }
        LinkMatrix newEstablished = newTold == told ? established : newTold.symmetric();
        return new LinkGraph(
                names,
                now,
                newAll,
                newTold,
                newEstablished.isSame(established) ? established : newEstablished);
    }

    /** Both names and connections ascend, so each is found behind the one before. */
    private static void link(
            long[] numbers, int from, Connections connections, LinkMatrix all, LinkMatrix told) {
        int next = 0;
        for (int i = 0; i < connections.size(); i++) {
            int to = Arrays.binarySearch(numbers, next, numbers.length, connections.remote(i));
            if (to < 0) {
                next = -(to + 1);
                continue; // a peer that has been collected since
            }
            next = to + 1;
            all.link(from, to);
            if (connections.established(i)) {
                told.link(from, to);
            }
        }
    }

    private static long[] numbers(PeerName[] names) {
        return Arrays.stream(names).mapToLong(PeerName::value).toArray();
    }
}
