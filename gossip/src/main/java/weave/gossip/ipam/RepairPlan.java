package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import weave.core.peer.PeerName;

/**
 * One ring out of several that contradict each other. It follows from what is told alone, not from
 * who works it out or in which order it was told (docs/protocol/ipam.md):
 *
 * <pre>
 *   1  each token's entry is the one of the highest version; of equal ones the lowest name's
 *   2  an address in use belongs to the peer where it is in use; of several, to the lowest name
 *   3  all versions are one higher than any before, so that no old ring undoes it
 * </pre>
 */
final class RepairPlan {
    private static final Comparator<RingEntry> BEST =
            Comparator.comparingLong(RingEntry::version)
                    .thenComparing(RingEntry::peer, Comparator.reverseOrder())
                    .thenComparingLong(RingEntry::free);

    private final AddressRange universe;
    private final List<Testimony> testimonies;
    private final Map<PeerName, AddressSet> used = new LinkedHashMap<>();
    private final List<String> duplicates = new ArrayList<>();
    private final Ring ring;

    /**
     * @param universe those with another one are left out
     */
    RepairPlan(AddressRange universe, List<Testimony> told) {
        this.universe = universe;
        this.testimonies =
                told.stream()
                        .filter(t -> t.ring().universe().equals(universe))
                        .sorted(Comparator.comparing(t -> t.peer()))
                        .toList();
        assignUsed();
        this.ring = build();
    }

    /** The ring that everybody should have. */
    Ring ring() {
        return ring;
    }

    /** Addresses in use at two peers, a line each: only people can settle that. */
    List<String> duplicates() {
        return List.copyOf(duplicates);
    }

    /** What changes for whom, a line each; empty if all agree. */
    List<String> changes() {
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < ring.entries().size(); i++) {
            RingEntry entry = ring.entries().get(i);
            Map<PeerName, List<PeerName>> said = new TreeMap<>();
            for (Testimony t : testimonies) {
                PeerName owner = t.ring().owner(entry.token());
                if (!owner.equals(PeerName.NONE)) {
                    said.computeIfAbsent(owner, _ -> new ArrayList<>()).add(t.peer());
                }
            }
            if (said.size() > 1 || !said.isEmpty() && !said.containsKey(entry.peer())) {
                AddressRange range = ring.between(entry.token(), ring.nextToken(i)).getLast();
                changes.add(range + ": " + entry.peer() + " (" + text(said) + ")");
            }
        }
        return changes;
    }

    /** Whether anything is to be mended. */
    boolean isNeeded() {
        long seedLists =
                testimonies.stream()
                        .map(t -> t.ring().seeds())
                        .filter(seeds -> !seeds.isEmpty())
                        .distinct()
                        .count();
        return seedLists > 1 || !changes().isEmpty();
    }

    private static String text(Map<PeerName, List<PeerName>> said) {
        List<String> parts = new ArrayList<>();
        said.forEach((owner, tellers) -> parts.add(owner + " says " + tellers));
        return String.join("; ", parts);
    }

    /** Known uses go before assumed ones, lower names before higher. */
    private void assignUsed() {
        AddressSet taken = new AddressSet();
        for (boolean certain : new boolean[] {true, false}) {
            for (Testimony t : testimonies) {
                if (t.isCertain() == certain) {
                    assign(t, taken);
                }
            }
        }
    }

    private void assign(Testimony t, AddressSet taken) {
        AddressSet mine = new AddressSet();
        t.used().forEach(range -> mine.add(range.intersection(universe)));
        if (t.isCertain()) {
            for (AddressRange range : mine.ranges()) {
                taken.ranges(range)
                        .forEach(twice ->
                                duplicates.add(twice + " is in use at " + t.peer() + ", too"));
            }
        }
        mine.removeAll(taken);
        mine.ranges().forEach(taken::add);
        used.computeIfAbsent(t.peer(), _ -> new AddressSet());
        mine.ranges().forEach(used.get(t.peer())::add);
    }

    private Ring build() {
        TreeMap<Long, RingEntry> best = new TreeMap<>();
        long version = 0;
        List<PeerName> seeds = List.of();
        for (Testimony t : testimonies) {
            for (RingEntry entry : t.ring().entries()) {
                best.merge(entry.token(), entry, (a, b) -> BEST.compare(a, b) >= 0 ? a : b);
                version = Math.max(version, entry.version());
            }
            seeds = lower(seeds, t.ring().seeds());
        }
        Ring base = new Ring(universe, PeerName.NONE, List.copyOf(best.values()), seeds);
        if (base.isEmpty()) {
            return base;
        }
        List<RingEntry> entries = new ArrayList<>();
        for (long token : boundaries(base)) {
            entries.add(new RingEntry(token, ownerOf(token, base), version + 1, 0));
        }
        return withFree(base.with(entries));
    }

    /** Every token stays, as old rings would bring it back with its old owner. */
    private TreeSet<Long> boundaries(Ring base) {
        TreeSet<Long> boundaries = new TreeSet<>();
        base.entries().forEach(entry -> boundaries.add(entry.token()));
        boundaries.add(universe.start());
        used.forEach((peer, addresses) -> {
            AddressSet elsewhere = new AddressSet();
            addresses.ranges().forEach(elsewhere::add);
            base.ownedBy(peer).forEach(elsewhere::remove);
            for (AddressRange range : elsewhere.ranges()) {
                boundaries.add(range.start());
                if (range.end() < universe.end()) {
                    boundaries.add(range.end());
                }
            }
        });
        return boundaries;
    }

    private PeerName ownerOf(long token, Ring base) {
        for (Map.Entry<PeerName, AddressSet> entry : used.entrySet()) {
            if (entry.getValue().contains(token)) {
                return entry.getKey();
            }
        }
        return base.owner(token);
    }

    private Ring withFree(Ring built) {
        List<RingEntry> entries = new ArrayList<>();
        for (int i = 0; i < built.entries().size(); i++) {
            RingEntry entry = built.entries().get(i);
            AddressSet taken = used.getOrDefault(entry.peer(), new AddressSet());
            long inUse =
                    built.between(entry.token(), built.nextToken(i)).stream()
                            .mapToLong(taken::size)
                            .sum();
            entries.add(entry.withFree(built.sizeAt(i) - inUse));
        }
        return built.with(entries);
    }

    /** The first of two lists in dictionary order; an empty one does not count. */
    private static List<PeerName> lower(List<PeerName> one, List<PeerName> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order < 0 ? one : other;
            }
        }
        return one.size() <= other.size() ? one : other;
    }
}
