package weave.gossip.gob;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives the types of a stream their numbers: an outer type before those it is made of. */
final class TypeNumbers {
    private final Map<GobType<?>, Integer> numbers = new HashMap<>();
    private final List<WireType> undefined = new ArrayList<>();
    private int next;

    TypeNumbers(int first) {
        this.next = first;
    }

    /** The type's number, which may be new: see {@link #takeUndefined}. */
    int of(GobType<?> type) {
        if (type.builtIn() != 0) {
            return type.builtIn();
        }
        Integer known = numbers.get(type);
        if (known != null) {
            return known;
        }
        int id = next++;
        numbers.put(type, id);
        int place = undefined.size();
        undefined.add(null);
        undefined.set(place, type.describe(id, this));
        return id;
    }

    /** The types numbered since the last time, which the stream has to define now. */
    List<WireType> takeUndefined() {
        List<WireType> taken = List.copyOf(undefined);
        undefined.clear();
        return taken;
    }
}
