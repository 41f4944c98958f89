package weave.gossip.gob;

import java.util.LinkedHashMap;
import java.util.Map;

/** A count and as many pairs, in any order; of equal keys the last counts. */
final class GobMap<K, V> extends GobType<Map<K, V>> {
    private final GobType<K> key;
    private final GobType<V> value;

    GobMap(GobType<K> key, GobType<V> value) {
        this.key = key;
        this.value = value;
    }

    @Override
    WireType describe(int id, TypeNumbers numbers) {
        return new WireType.MapOf(new WireType.Common("", id), numbers.of(key), numbers.of(value));
    }

    @Override
    ValueReader<Map<K, V>> reader(int wireId, TypeTable types) throws GobException {
        if (!(types.type(wireId) instanceof WireType.MapOf map)) {
            throw new GobException("want a map, got " + types.name(wireId));
        }
        ValueReader<K> keys = types.reader(key, map.key());
        ValueReader<V> values = types.reader(value, map.element());
        return in -> {
            int count = in.count(2);
            Map<K, V> pairs = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                K k = keys.read(in);
                pairs.put(k, values.read(in));
            }
            return pairs;
        };
    }

    @Override
    void write(GobOutput out, Map<K, V> pairs) {
        out.uint(pairs.size());
        for (Map.Entry<K, V> pair : pairs.entrySet()) {
            key.write(out, pair.getKey());
            value.write(out, pair.getValue());
        }
    }

    /** An absent map and an empty one mean different things to some readers. */
    @Override
    boolean omits(Map<K, V> pairs) {
        return false;
    }

    @Override
    Map<K, V> zero() {
        return Map.of();
    }
}
