package weave.gossip.gob;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** The types that every stream knows: numbers, byte strings and text. */
final class GobScalar<T> extends GobType<T> {
    static final int BOOL_ID = 1;
    static final int INT_ID = 2;
    static final int UINT_ID = 3;
    static final int FLOAT_ID = 4;
    static final int BYTES_ID = 5;
    static final int STRING_ID = 6;
    static final int COMPLEX_ID = 7;
    static final int INTERFACE_ID = 8;

    private final int id;
    private final T zero;
    private final ValueReader<T> reader;
    private final BiConsumer<GobOutput, T> writer;
    private final Predicate<T> isZero;

    private GobScalar(
            int id,
            T zero,
            ValueReader<T> reader,
            BiConsumer<GobOutput, T> writer,
            Predicate<T> isZero) {
        this.id = id;
        this.zero = zero;
        this.reader = reader;
        this.writer = writer;
        this.isZero = isZero;
    }

    static GobType<Boolean> ofBool() {
        return new GobScalar<>(
                BOOL_ID,
                false,
                in -> in.uint() != 0,
                (out, value) -> out.uint(value ? 1 : 0),
                value -> !value);
    }

    static GobType<Long> ofInteger(int bits) {
        int spare = Long.SIZE - bits;
        return new GobScalar<>(
                INT_ID,
                0L,
                in -> fitting(in.integer(), value -> value << spare >> spare == value),
                GobOutput::integer,
                value -> value == 0);
    }

    static GobType<Long> ofUint(int bits) {
        int spare = Long.SIZE - bits;
        return new GobScalar<>(
                UINT_ID,
                0L,
                in -> fitting(in.uint(), value -> value << spare >>> spare == value),
                GobOutput::uint,
                value -> value == 0);
    }

    static GobType<byte[]> ofBytes() {
        return new GobScalar<>(
                BYTES_ID,
                new byte[0],
                in -> in.bytes(in.length()),
                GobOutput::bytes,
                value -> value.length == 0);
    }

    static GobType<String> ofString() {
        return new GobScalar<>(
                STRING_ID,
                "",
                in -> new String(in.bytes(in.length()), StandardCharsets.UTF_8),
                (out, value) -> out.bytes(value.getBytes(StandardCharsets.UTF_8)),
                String::isEmpty);
    }

    @Override
    int builtIn() {
        return id;
    }

    @Override
    WireType describe(int definedId, TypeNumbers numbers) {
        throw new IllegalStateException("built-in types are never defined");
    }

    @Override
    ValueReader<T> reader(int wireId, TypeTable types) throws GobException {
        if (wireId != id) {
            throw new GobException("want " + types.name(id) + ", got " + types.name(wireId));
        }
        return reader;
    }

    @Override
    void write(GobOutput out, T value) {
        writer.accept(out, value);
    }

    @Override
    boolean omits(T value) {
        return isZero.test(value);
    }

    @Override
    T zero() {
        return zero;
    }

    private static long fitting(long value, LongPredicate fits) throws GobException {
        if (!fits.test(value)) {
            throw new GobException("number out of range");
        }
        return value;
    }
}
