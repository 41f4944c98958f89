package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import weave.core.peer.PeerName;

/**
 * The rings that contradict ours, by the peer that told, with the rings themselves: a repair needs
 * them. Cuts no connection; disputed ranges are held back until it is settled whose they are.
 */
final class Conflicts {
    /** Far above any mesh; further ones are the same trouble. */
    private static final int TELLERS_MAX = 4096;

    private final Map<PeerName, Conflict> byTeller = new LinkedHashMap<>();
    private final Map<PeerName, Ring> rings = new LinkedHashMap<>();

    /** Somebody's ring agrees with ours now; whether it did not before. */
    boolean settled(PeerName teller) {
        rings.remove(teller);
        return byTeller.remove(teller) != null;
    }

    /** Somebody's ring does not agree with ours; whether that is news. */
    boolean noted(Conflict conflict, Ring theirs) {
        PeerName teller = conflict.teller();
        Conflict before = byTeller.get(teller);
        if (before == null && byTeller.size() >= TELLERS_MAX) {
            return false;
        }
        long since = before == null ? conflict.sinceSeconds() : before.sinceSeconds();
        rings.put(teller, theirs);
        byTeller.put(teller, new Conflict(teller, conflict.reason(), conflict.disputes(), since));
        return before == null || !before.disputes().equals(conflict.disputes());
    }

    /** Forgets those of whom nothing is held back and who are gone. */
    void forgetGone(Predicate<PeerName> isGone) {
        byTeller.entrySet()
                .removeIf(e -> e.getValue().disputes().isEmpty() && isGone.test(e.getKey()));
        rings.keySet().retainAll(byTeller.keySet());
    }

    void clear() {
        byTeller.clear();
        rings.clear();
    }

    List<Conflict> all() {
        return List.copyOf(byTeller.values());
    }

    /** The ring that somebody told last, if it contradicts ours. */
    Optional<Ring> ringOf(PeerName teller) {
        return Optional.ofNullable(rings.get(teller));
    }

    List<AddressRange> disputedRanges() {
        List<AddressRange> ranges = new ArrayList<>();
        byTeller.values().forEach(c -> c.disputes().forEach(d -> ranges.add(d.range())));
        return ranges;
    }
}
