package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import weave.core.peer.PeerName;

/**
 * Takes into our ring what another peer's ring knows better: of each token the entry of the higher
 * version. An entry that would take addresses from us that are in use here is left out and told as
 * a dispute; the rest is merged all the same (docs/protocol/ipam.md has the table).
 */
final class RingMerge {
    /** Beyond it a version is no count of changes any more, and there must be room to go on. */
    private static final long VERSION_MAX = 0xFFFF_0000L;

    private final Ring ours;
    private final Ring theirs;
    private final Predicate<AddressRange> inUse;
    private final List<RingEntry> merged = new ArrayList<>();
    private final List<Dispute> disputes = new ArrayList<>();

    /** The owner of our entry that was put in last; nobody once one of theirs was. */
    private PeerName previous = PeerName.NONE;

    private boolean updated;

    /** Why a ring cannot be merged at all. */
    enum Refusal {
        NONE,
        INCONSISTENT,
        OTHER_SEEDS,
        OTHER_RANGE
    }

    /**
     * What came of it.
     *
     * @param ring ours with what was better of theirs
     * @param updated whether there was any
     */
    record Result(Ring ring, boolean updated, List<Dispute> disputes, Refusal refusal) {
        Result {
            disputes = List.copyOf(disputes);
        }
    }

    private RingMerge(Ring ours, Ring theirs, Predicate<AddressRange> inUse) {
        this.ours = ours;
        this.theirs = theirs;
        this.inUse = inUse;
    }

    /**
     * @param theirs untrusted
     * @param inUse whether any of these addresses, ours so far, must not be given away
     */
    static Result merge(Ring ours, Ring theirs, Predicate<AddressRange> inUse) {
        Refusal refusal = refusal(ours, theirs);
        if (refusal != Refusal.NONE) {
            return new Result(ours, false, List.of(), refusal);
        }
        return new RingMerge(ours, theirs, inUse).walk();
    }

    private static Refusal refusal(Ring ours, Ring theirs) {
        boolean differentSeeds =
                !ours.seeds().isEmpty()
                        && !theirs.seeds().isEmpty()
                        && !ours.seeds().equals(theirs.seeds());
        if (!theirs.universe().equals(ours.universe())) {
            return Refusal.OTHER_RANGE;
        }
        if (!isSane(theirs)) {
            return Refusal.INCONSISTENT;
        }
        return differentSeeds ? Refusal.OTHER_SEEDS : Refusal.NONE;
    }

    private static boolean isSane(Ring ring) {
        boolean sane =
                ring.entries().stream()
                        .allMatch(entry ->
                                entry.version() <= VERSION_MAX
                                        && !entry.peer().equals(PeerName.NONE));
        return sane && ring.isConsistent();
    }

    private Result walk() {
        int mine = 0;
        int other = 0;
        while (mine < ours.entries().size() && other < theirs.entries().size()) {
            RingEntry m = ours.entries().get(mine);
            RingEntry t = theirs.entries().get(other);
            if (m.token() < t.token()) {
                keep(m);
                mine++;
            } else if (m.token() > t.token()) {
                insert(t, m.token());
                other++;
            } else {
                both(m, t, ours.nextToken(mine));
                mine++;
                other++;
            }
        }
        ours.entries().subList(mine, ours.entries().size()).forEach(this::keep);
        for (RingEntry t : theirs.entries().subList(other, theirs.entries().size())) {
            append(t);
        }
        return result();
    }

    private void both(RingEntry m, RingEntry t, long nextToken) {
        boolean isMine = m.peer().equals(ours.self());
        if (m.version() > t.version() || m.version() == t.version() && m.peer().equals(t.peer())) {
            keep(m);
        } else if (m.version() == t.version()) {
            if (isMine && isAnyInUse(m.token(), nextToken)) {
                dispute(t, m.token(), nextToken);
                keep(m);
            } else if (m.free() >= t.free()) {
                keep(m);
            } else {
                take(t);
            }
        } else if (isMine && t.peer().equals(m.peer())) {
            // Told before we forgot; the owner before stays the previous one, as originals have it.
            merged.add(m.withVersion(t.version() + 1));
        } else if (isMine && isAnyInUse(m.token(), nextToken)) {
            dispute(t, m.token(), nextToken);
            keep(m);
        } else {
            take(t);
        }
    }

    /** An entry of theirs alone, before our token {@code end}. */
    private void insert(RingEntry t, long end) {
        if (wouldTakeFromUs(t) && isAnyInUse(t.token(), end)) {
            dispute(t, t.token(), end);
        } else {
            take(t);
        }
    }

    /** An entry of theirs alone, behind all of ours. */
    private void append(RingEntry t) {
        if (wouldTakeFromUs(t)) {
            dispute(t, t.token(), ours.entries().getFirst().token());
        } else {
            take(t);
        }
    }

    private boolean wouldTakeFromUs(RingEntry t) {
        return previous.equals(ours.self()) && !t.peer().equals(ours.self());
    }

    private boolean isAnyInUse(long from, long to) {
        return ours.between(from, to).stream().anyMatch(inUse);
    }

    private void dispute(RingEntry t, long from, long to) {
        ours.between(from, to).forEach(range -> disputes.add(new Dispute(t.peer(), range)));
    }

    private void keep(RingEntry m) {
        merged.add(m);
        previous = m.peer();
    }

    private void take(RingEntry t) {
        merged.add(t);
        previous = PeerName.NONE;
        updated = true;
    }

    private Result result() {
        Ring uncapped = ours.with(merged);
        List<RingEntry> capped = new ArrayList<>(merged);
        for (int i = 0; i < capped.size(); i++) {
            RingEntry entry = capped.get(i);
            if (entry.peer().equals(ours.self()) && entry.free() > uncapped.sizeAt(i)) {
                capped.set(i, entry.withFree(uncapped.sizeAt(i)));
            }
        }
        List<PeerName> seeds = ours.seeds().isEmpty() ? theirs.seeds() : ours.seeds();
        Ring ring = new Ring(ours.universe(), ours.self(), capped, seeds);
        if (!ring.isConsistent()) {
            return new Result(ours, false, disputes, Refusal.INCONSISTENT);
        }
        return new Result(ring, updated, disputes, Refusal.NONE);
    }
}
