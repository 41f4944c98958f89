package weave.gossip.gob;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The type of a value, as this side sees it: one declaration reads and writes. What the other side
 * sends must be of the same kind; its structs are matched by field name.
 *
 * @param <T> what holds a value here, never {@code null}
 */
public abstract sealed class GobType<T> permits GobScalar, GobList, GobMap, GobStruct {
    public static final GobType<Boolean> BOOL = GobScalar.ofBool();

    /** A signed number of 64 bits. */
    public static final GobType<Long> INT = integer(Long.SIZE);

    /** An unsigned number of 64 bits. */
    public static final GobType<Long> UINT = uint(Long.SIZE);

    public static final GobType<byte[]> BYTES = GobScalar.ofBytes();
    public static final GobType<String> STRING = GobScalar.ofString();

    GobType() {}

    /** A signed number; one that needs more than {@code bits} bits is refused on reading. */
    public static GobType<Long> integer(int bits) {
        return GobScalar.ofInteger(bits);
    }

    /** An unsigned number; one that needs more than {@code bits} bits is refused on reading. */
    public static GobType<Long> uint(int bits) {
        return GobScalar.ofUint(bits);
    }

    /** Any number of values; an absent list reads as an empty one. */
    public static <E> GobType<List<E>> list(GobType<E> element) {
        return new GobList<>(element);
    }

    /**
     * Values by key, in the order of the wire. An empty map as a struct's field is written, other
     * than an absent one: {@link GobRow#has} tells them apart on reading.
     */
    public static <K, V> GobType<Map<K, V>> map(GobType<K> key, GobType<V> value) {
        return new GobMap<>(key, value);
    }

    /**
     * A struct. Fields of the wire that are not among {@code fields} are skipped; fields that the
     * wire leaves out read as zero.
     *
     * @param name for readers of the bytes; decoders ignore it
     * @param reader makes the value from the fields that came
     * @param writer sets the fields to be sent
     */
    public static <T> GobType<T> struct(
            String name,
            List<GobField<?>> fields,
            Function<GobRow, T> reader,
            BiConsumer<GobRow, T> writer) {
        return new GobStruct<>(name, fields, reader, writer);
    }

    /** The number that every stream knows the type by, or 0 if each stream must define it. */
    int builtIn() {
        return 0;
    }

    /** The definition of a type that is not built in. */
    abstract WireType describe(int id, TypeNumbers numbers);

    /**
     * How to read values that the stream declares to be of type {@code wireId}.
     *
     * @throws GobException if that type is of another kind
     */
    abstract ValueReader<T> reader(int wireId, TypeTable types) throws GobException;

    abstract void write(GobOutput out, T value);

    /** Whether a struct leaves a field of this value out. */
    abstract boolean omits(T value);

    /** What an absent field reads as. */
    abstract T zero();
}
