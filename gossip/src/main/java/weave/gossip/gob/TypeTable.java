package weave.gossip.gob;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The types that a stream has defined so far, and how to read and skip their values. */
final class TypeTable {
    /** Numbers below are the built-in types' and those of definitions themselves. */
    private static final int DEFINED_ID_MIN = 64;

    private static final int DEFINITIONS_ID = 16;

    /**
     * Definitions of a stream, in bytes. They are kept as long as the stream lasts; the real ones
     * take a few hundred.
     */
    private static final int DEFINITIONS_LENGTH_MAX = 1 << 16;

    /** Values nested deeper are refused: they would only exhaust the stack. */
    private static final int DEPTH_MAX = 100;

    private static final Map<Integer, WireType> KNOWN = new HashMap<>();

    static {
        TypeNumbers numbers = new TypeNumbers(DEFINITIONS_ID);
        numbers.of(Definitions.TYPE);
        numbers.takeUndefined().forEach(type -> KNOWN.put(type.common().id(), type));
    }

    private final Map<Integer, WireType> types = new HashMap<>(KNOWN);
    private final Map<Agreement, ValueReader<?>> readers = new HashMap<>();
    private int definitionsLength;

    /** A type of ours and the stream's type that its values are read from. */
    private record Agreement(GobType<?> type, int wireId) {}

    /** Takes a definition, whose content {@code in} holds. */
    void define(long id, GobInput in) throws GobException {
        if (id < DEFINED_ID_MIN || id > Integer.MAX_VALUE || types.containsKey((int) id)) {
            throw new GobException("type " + id + " cannot be defined");
        }
        int before = in.remaining();
        types.put((int) id, reader(Definitions.TYPE, DEFINITIONS_ID).read(in));
        definitionsLength += before - in.remaining();
        if (definitionsLength > DEFINITIONS_LENGTH_MAX) {
            throw new GobException("more definitions than " + DEFINITIONS_LENGTH_MAX + " bytes");
        }
    }

    /** A type by its number, {@code null} if it is built in or undefined. */
    WireType type(int id) {
        return types.get(id);
    }

    /** How to read values of the stream's type {@code wireId} as {@code type}. */
    @SuppressWarnings("unchecked") // the key holds the type that made the reader
    <T> ValueReader<T> reader(GobType<T> type, int wireId) throws GobException {
        Agreement agreement = new Agreement(type, wireId);
        ValueReader<T> reader = (ValueReader<T>) readers.get(agreement);
        if (reader == null) {
            reader = type.reader(wireId, this);
            readers.put(agreement, reader);
        }
        return reader;
    }

    /** Fails unless {@code id} and all that it is made of are defined. */
    void requireDefined(int id) throws GobException {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> waiting = new ArrayDeque<>();
        waiting.add(id);
        while (!waiting.isEmpty()) {
            int next = waiting.remove();
            if (isBuiltIn(next) || !seen.add(next)) {
                continue;
            }
            switch (types.get(next)) {
                case null -> throw new GobException("undefined type " + next);
                case WireType.Array array -> waiting.add(array.element());
                case WireType.Slice slice -> waiting.add(slice.element());
                case WireType.Struct struct -> struct.fields().forEach(f -> waiting.add(f.id()));
                case WireType.MapOf map -> {
                    waiting.add(map.key());
                    waiting.add(map.element());
                }
                case WireType.Opaque _ -> {}
            }
        }
    }

    /** Reads past a value of a type that {@link #requireDefined} has accepted. */
    void skip(int id, GobInput in) throws GobException {
        skip(id, in, 0);
    }

    /** A type's name for error messages. */
    String name(int id) {
        return switch (id) {
            case GobScalar.BOOL_ID -> "bool";
            case GobScalar.INT_ID -> "int";
            case GobScalar.UINT_ID -> "uint";
            case GobScalar.FLOAT_ID -> "float";
            case GobScalar.BYTES_ID -> "bytes";
            case GobScalar.STRING_ID -> "string";
            case GobScalar.COMPLEX_ID -> "complex";
            case GobScalar.INTERFACE_ID -> "interface";
            default -> "type " + id;
        };
    }

    private static boolean isBuiltIn(int id) {
        return id >= GobScalar.BOOL_ID && id <= GobScalar.INTERFACE_ID;
    }

    private void skip(int id, GobInput in, int depth) throws GobException {
        if (depth > DEPTH_MAX) {
            throw new GobException("nested too deeply");
        }
        if (isBuiltIn(id)) {
            skipBuiltIn(id, in);
            return;
        }
        switch (types.get(id)) {
            case null -> throw new GobException("undefined type " + id);
            case WireType.Array array -> skipArray(array, in, depth);
            case WireType.Slice slice -> skipEach(in.count(1), slice.element(), in, depth);
            case WireType.Struct struct -> skipFields(struct, in, depth);
            case WireType.MapOf map -> {
                int count = in.count(2);
                for (int i = 0; i < count; i++) {
                    skip(map.key(), in, depth + 1);
                    skip(map.element(), in, depth + 1);
                }
            }
            case WireType.Opaque _ -> in.skip(in.length());
        }
    }

    private void skipBuiltIn(int id, GobInput in) throws GobException {
        switch (id) {
            case GobScalar.BYTES_ID, GobScalar.STRING_ID -> in.skip(in.length());
            case GobScalar.COMPLEX_ID -> {
                in.uint();
                in.uint();
            }
            case GobScalar.INTERFACE_ID -> skipInterface(in);
            default -> in.uint();
        }
    }

    /** A name, definitions that may not have come yet, the type, and the value with its length. */
    private void skipInterface(GobInput in) throws GobException {
        in.skip(in.length());
        long id = in.integer();
        while (id < 0) {
            define(-id, in);
            in.uint();
            id = in.integer();
        }
        in.skip(in.length());
    }

    private void skipArray(WireType.Array array, GobInput in, int depth) throws GobException {
        int count = in.count(1);
        if (count != array.length()) {
            throw new GobException("array of " + count + " instead of " + array.length());
        }
        skipEach(count, array.element(), in, depth);
    }

    private void skipEach(int count, int element, GobInput in, int depth) throws GobException {
        for (int i = 0; i < count; i++) {
            skip(element, in, depth + 1);
        }
    }

    private void skipFields(WireType.Struct struct, GobInput in, int depth) throws GobException {
        int fieldCount = struct.fields().size();
        int number = -1;
        for (int step = in.step(number, fieldCount);
                step != 0;
                step = in.step(number, fieldCount)) {
            number += step;
            skip(struct.fields().get(number).id(), in, depth + 1);
        }
    }
}
