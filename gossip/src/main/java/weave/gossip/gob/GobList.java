package weave.gossip.gob;

import java.util.ArrayList;
import java.util.List;

/** A count and as many values. */
final class GobList<E> extends GobType<List<E>> {
    private final GobType<E> element;

    GobList(GobType<E> element) {
        this.element = element;
    }

    @Override
    WireType describe(int id, TypeNumbers numbers) {
        return new WireType.Slice(new WireType.Common("", id), numbers.of(element));
    }

    @Override
    ValueReader<List<E>> reader(int wireId, TypeTable types) throws GobException {
        if (!(types.type(wireId) instanceof WireType.Slice slice)) {
            throw new GobException("want a list, got " + types.name(wireId));
        }
        ValueReader<E> reader = types.reader(element, slice.element());
        return in -> {
            int count = in.count(1);
            // Not sized by the count: the elements have to come first.
            List<E> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(reader.read(in));
            }
            return values;
        };
    }

    @Override
    void write(GobOutput out, List<E> values) {
        out.uint(values.size());
        for (E value : values) {
            element.write(out, value);
        }
    }

    @Override
    boolean omits(List<E> value) {
        return value.isEmpty();
    }

    @Override
    List<E> zero() {
        return List.of();
    }
}
