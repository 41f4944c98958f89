package weave.gossip.gob;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Fields by number, each preceded by its distance from the one before; a zero ends them.
 *
 * <pre>
 *   | 01 | first field | 02 | third field | 00 |
 * </pre>
 */
final class GobStruct<T> extends GobType<T> {
    private final String name;
    private final List<GobField<?>> fields;
    private final Function<GobRow, T> reader;
    private final BiConsumer<GobRow, T> writer;

    GobStruct(
            String name,
            List<GobField<?>> fields,
            Function<GobRow, T> reader,
            BiConsumer<GobRow, T> writer) {
        this.name = name;
        this.fields = List.copyOf(fields);
        this.reader = reader;
        this.writer = writer;
    }

    /** Reads one field into the row, or past it. */
    @FunctionalInterface
    private interface FieldReader {
        void read(GobInput in, GobRow row) throws GobException;
    }

    @Override
    WireType describe(int id, TypeNumbers numbers) {
        List<WireType.Field> described =
                fields.stream()
                        .map(f -> new WireType.Field(f.name(), numbers.of(f.type())))
                        .toList();
        return new WireType.Struct(new WireType.Common(name, id), described);
    }

    @Override
    ValueReader<T> reader(int wireId, TypeTable types) throws GobException {
        if (!(types.type(wireId) instanceof WireType.Struct struct)) {
            throw new GobException("want struct " + name + ", got " + types.name(wireId));
        }
        FieldReader[] readers = new FieldReader[struct.fields().size()];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = fieldReader(struct.fields().get(i), types);
        }
        return in -> {
            GobRow row = new GobRow(fields);
            int number = -1;
            for (int step = in.step(number, readers.length);
                    step != 0;
                    step = in.step(number, readers.length)) {
                number += step;
                readers[number].read(in, row);
            }
            return reader.apply(row);
        };
    }

    /** Whether a struct of the wire has fields, but none of ours: surely it is something else. */
    boolean isStrangerTo(WireType.Struct struct) {
        return !struct.fields().isEmpty()
                && struct.fields().stream().noneMatch(field -> find(field.name()) != null);
    }

    @Override
    void write(GobOutput out, T value) {
        GobRow row = new GobRow(fields);
        writer.accept(row, value);
        int number = -1;
        for (int i = 0; i < fields.size(); i++) {
            if (isSent(fields.get(i), row)) {
                out.uint(i - number);
                writeField(out, fields.get(i), row);
                number = i;
            }
        }
        out.uint(0);
    }

    @Override
    boolean omits(T value) {
        return false;
    }

    @Override
    T zero() {
        return reader.apply(new GobRow(fields));
    }

    private FieldReader fieldReader(WireType.Field described, TypeTable types) throws GobException {
        GobField<?> field = find(described.name());
        if (field == null) {
            types.requireDefined(described.id());
            return (in, row) -> types.skip(described.id(), in);
        }
        return fieldReader(field, types, described.id());
    }

    private static <F> FieldReader fieldReader(GobField<F> field, TypeTable types, int wireId)
            throws GobException {
        ValueReader<F> values = types.reader(field.type(), wireId);
        return (in, row) -> row.set(field, values.read(in));
    }

    private GobField<?> find(String wanted) {
        for (GobField<?> field : fields) {
            if (field.name().equals(wanted)) {
                return field;
            }
        }
        return null;
    }

    private static <F> boolean isSent(GobField<F> field, GobRow row) {
        return row.has(field) && !field.type().omits(row.get(field));
    }

    private static <F> void writeField(GobOutput out, GobField<F> field, GobRow row) {
        field.type().write(out, row.get(field));
    }
}
