package weave.gossip.ipam;

import java.util.List;
import java.util.OptionalLong;

/**
 * The addresses that are ours to hand out: those in use here and those free. What is withheld is
 * free but disputed: it is neither handed out nor given away.
 */
final class Space {
    private final AddressSet used = new AddressSet();
    private final AddressSet free = new AddressSet();
    private final AddressSet withheld = new AddressSet();

    /** Ranges that are ours from now on; what is new of them is free. */
    void add(List<AddressRange> owned) {
        AddressSet added = new AddressSet();
        owned.forEach(added::add);
        added.removeAll(used);
        added.ranges().forEach(free::add);
    }

    /** Ranges that are ours from now on, and no others: what is free elsewhere is gone. */
    void set(List<AddressRange> owned) {
        free.clear();
        add(owned);
    }

    /** What must not be handed out, from now on; nothing else. */
    void withhold(List<AddressRange> disputed) {
        withheld.clear();
        disputed.forEach(withheld::add);
    }

    void clear() {
        used.clear();
        free.clear();
    }

    /** The lowest address to hand out in a range; it is in use from now on. */
    OptionalLong allocate(AddressRange within) {
        List<AddressRange> pieces = available(within);
        if (pieces.isEmpty()) {
            return OptionalLong.empty();
        }
        long address = pieces.getFirst().start();
        claim(address);
        return OptionalLong.of(address);
    }

    /** Takes one address into use; whether it was free. */
    boolean claim(long address) {
        if (!free.contains(address)) {
            return false;
        }
        free.remove(AddressRange.of(address));
        used.add(AddressRange.of(address));
        return true;
    }

    /** An address is in use no more; whether it was. */
    boolean release(long address) {
        if (!used.contains(address)) {
            return false;
        }
        used.remove(AddressRange.of(address));
        free.add(AddressRange.of(address));
        return true;
    }

    /**
     * Takes a block out for another peer: the biggest one that is aligned to its size, of which we
     * keep the lower half if it is most of what we have. Empty if there is nothing to give.
     */
    AddressRange donate(AddressRange within) {
        AddressRange best = new AddressRange(within.start(), within.start());
        for (AddressRange piece : available(within)) {
            AddressRange block = piece.size() < best.size() ? best : piece.biggestBlock();
            best = block.size() >= best.size() ? block : best;
        }
        if (!best.isEmpty() && best.size() > freeCount(within) / 2) {
            best = new AddressRange(best.start() + best.size() / 2, best.end());
        }
        free.remove(best);
        return best;
    }

    long freeCount(AddressRange within) {
        return free.size(within);
    }

    long freeCount() {
        return free.size();
    }

    long usedCount() {
        return used.size();
    }

    /** Whether any address of a range is in use, or not ours. */
    boolean isAnyInUse(AddressRange range) {
        return !free.containsAll(range);
    }

    List<AddressRange> used() {
        return used.ranges();
    }

    List<AddressRange> free() {
        return free.ranges();
    }

    private List<AddressRange> available(AddressRange within) {
        AddressSet available = new AddressSet();
        free.ranges(within).forEach(available::add);
        available.removeAll(withheld);
        return available.ranges();
    }
}
