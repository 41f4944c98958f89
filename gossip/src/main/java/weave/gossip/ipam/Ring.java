package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import weave.core.peer.PeerName;

/**
 * Who owns which addresses of the universe: entries in the order of their tokens, each good for the
 * addresses up to the next one's, the last for those before the first, too. Immutable; without
 * entries nobody owns anything yet.
 *
 * <pre>
 *   start      token 1         token 2               token 3        end
 *     |-- p3 -----|----- p1 -------|-------- p2 ---------|--- p3 ----|
 * </pre>
 *
 * @param universe all addresses there are
 * @param self whose copy this is
 * @param entries ascending by token
 * @param seeds among whom the ring was first divided, ascending
 */
public record Ring(
        AddressRange universe, PeerName self, List<RingEntry> entries, List<PeerName> seeds) {
    /** Added to the version of an entry that somebody else than its owner gives away. */
    static final long TRANSFER_VERSIONS = 100;

    public Ring {
        entries = List.copyOf(entries);
        seeds = List.copyOf(seeds);
    }

    /** A ring that belongs to nobody. */
    static Ring empty(AddressRange universe, PeerName self) {
        return new Ring(universe, self, List.of(), List.of());
    }

    /** A ring divided among peers: the same for everybody, whatever their order. */
    static Ring divided(AddressRange universe, PeerName self, List<PeerName> among) {
        List<PeerName> seeds = List.copyOf(new TreeSet<>(among));
        List<RingEntry> entries = new ArrayList<>();
        divide(universe, seeds, entries);
        return new Ring(universe, self, entries, seeds);
    }

    private static void divide(AddressRange share, List<PeerName> among, List<RingEntry> into) {
        if (share.isEmpty()) {
            return;
        }
        if (share.size() == 1 || among.size() == 1) {
            into.add(new RingEntry(share.start(), among.getFirst(), 0, share.size()));
            return;
        }
        long half = share.size() / 2;
        long middle = share.start() + half;
        int first = among.size() / 2;
        divide(new AddressRange(share.start(), middle), among.subList(0, first), into);
        divide(
                new AddressRange(middle + share.size() % 2, share.end()),
                among.subList(first, among.size()),
                into);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How far it is from a token to another, around the ring. */
    long distance(long from, long to) {
        return to > from ? to - from : universe.end() - from + to - universe.start();
    }

    /** How many addresses the entry number {@code index} is good for. */
    long sizeAt(int index) {
        return distance(entries.get(index).token(), nextToken(index));
    }

    /** The token behind the entry number {@code index}, around the ring. */
    long nextToken(int index) {
        return entries.get((index + 1) % entries.size()).token();
    }

    /** The addresses from one token to another: two ranges if that leads over the end. */
    List<AddressRange> between(long from, long to) {
        if (to > from) {
            return List.of(new AddressRange(from, to));
        }
        AddressRange tail = new AddressRange(from, universe.end());
        return to == universe.start()
                ? List.of(tail)
                : List.of(new AddressRange(universe.start(), to), tail);
    }

    /** Who owns an address of the universe; nobody if the ring is empty. */
    PeerName owner(long address) {
        return isEmpty() ? PeerName.NONE : entries.get(indexOf(address)).peer();
    }

    /** The entry that is good for an address; the ring is not empty. */
    private int indexOf(long address) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).token() <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? entries.size() - 1 : low - 1;
    }

    /** The ranges of a peer, in ring order; what leads over the end comes first, in two parts. */
    List<AddressRange> ownedBy(PeerName peer) {
        List<AddressRange> owned = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).peer().equals(peer)) {
                List<AddressRange> ranges = between(entries.get(i).token(), nextToken(i));
                if (ranges.size() == 2) {
                    owned.addFirst(ranges.getFirst());
                }
                owned.add(ranges.getLast());
            }
        }
        return owned;
    }

    /** Whether every entry is in its place and none has more free than addresses. */
    boolean isConsistent() {
        for (int i = 0; i < entries.size(); i++) {
            RingEntry entry = entries.get(i);
            boolean inOrder = i == 0 || entries.get(i - 1).token() < entry.token();
            if (!inOrder || !universe.contains(entry.token()) || entry.free() > sizeAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Gives a part of our own to another peer. */
    Ring grant(AddressRange given, PeerName to) {
        List<RingEntry> changed = new ArrayList<>(entries);
        int last = indexOf(given.start());
        RingEntry first = entries.get(last);
        long free = Math.min(distance(given.start(), nextToken(last)), given.size());
        if (first.token() == given.start()) {
            changed.set(last, new RingEntry(first.token(), to, first.version() + 1, free));
        } else {
            long kept = distance(first.token(), given.start());
            changed.set(last, new RingEntry(first.token(), self, first.version() + 1, kept));
            RingEntry inserted = new RingEntry(given.start(), to, 0, free);
            last = given.start() > first.token() ? last + 1 : 0;
            changed.add(last, inserted);
        }
        int next = last + 1;
        while (next < changed.size() && changed.get(next).token() < given.end()) {
            RingEntry entry = changed.get(next);
            long rest = Math.min(entry.free(), distance(entry.token(), given.end()));
            changed.set(next++, new RingEntry(entry.token(), to, entry.version() + 1, rest));
        }
        return with(closed(changed, next, given.end()));
    }

    /** Makes sure that somebody else's gain ends at {@code end}. */
    private List<RingEntry> closed(List<RingEntry> changed, int next, long end) {
        long boundary = end == universe.end() ? universe.start() : end;
        int place = boundary == universe.start() ? 0 : next;
        if (place >= changed.size() || changed.get(place).token() != boundary) {
            long following = changed.get(place % changed.size()).token();
            changed.add(place, new RingEntry(boundary, self, 0, distance(boundary, following)));
        }
        return changed;
    }

    /** Tells how many addresses of ours are free; entries where nothing changed stay. */
    Ring reportFree(ToLongFunction<AddressRange> freeIn) {
        List<RingEntry> changed = new ArrayList<>(entries);
        for (int i = 0; i < entries.size(); i++) {
            RingEntry entry = entries.get(i);
            if (entry.peer().equals(self)) {
                long free = between(entry.token(), nextToken(i)).stream().mapToLong(freeIn).sum();
                if (free != entry.free()) {
                    changed.set(i, entry.withFree(free).withVersion(entry.version() + 1));
                }
            }
        }
        return with(changed);
    }

    /** Gives all that one peer has to another. */
    Ring transfer(PeerName from, PeerName to) {
        return with(
                entries.stream()
                        .map(entry ->
                                entry.peer().equals(from)
                                        ? entry.withPeer(to, entry.version() + TRANSFER_VERSIONS)
                                        : entry)
                        .toList());
    }

    /** Peers that may have free addresses in a range, and how many at most; without us. */
    Map<PeerName, Long> donors(AddressRange wanted) {
        Map<PeerName, Long> free = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            RingEntry entry = entries.get(i);
            if (entry.token() >= wanted.end()) {
                break;
            }
            boolean endsBefore =
                    i + 1 < entries.size() && entries.get(i + 1).token() - 1 < wanted.start();
            if (!endsBefore && entry.free() > 0 && !entry.peer().equals(self)) {
                free.merge(entry.peer(), entry.free(), Long::sum);
            }
        }
        return free;
    }

    Ring with(List<RingEntry> newEntries) {
        return new Ring(universe, self, newEntries, seeds);
    }
}
