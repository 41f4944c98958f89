package weave.gossip.gob;

import java.util.List;

/**
 * How types are defined in a stream: a definition is a value of a struct with one field for each
 * kind of type, of which exactly one is set. These structs are known to every stream.
 */
final class Definitions {
    private static final GobType<Long> ID_TYPE = GobType.integer(Integer.SIZE);

    private static final GobField<String> NAME = new GobField<>("Name", GobType.STRING);
    private static final GobField<Long> ID = new GobField<>("Id", ID_TYPE);
    private static final GobField<Long> KEY = new GobField<>("Key", ID_TYPE);
    private static final GobField<Long> ELEMENT = new GobField<>("Elem", ID_TYPE);
    private static final GobField<Long> LENGTH = new GobField<>("Len", GobType.INT);

    private static final GobField<WireType.Common> COMMON =
            new GobField<>(
                    "CommonType",
                    GobType.struct(
                            "CommonType",
                            List.of(NAME, ID),
                            row -> new WireType.Common(row.get(NAME), id(row, ID)),
                            (row, common) ->
                                    row.set(NAME, common.name()).set(ID, (long) common.id())));

    private static final GobField<List<WireType.Field>> FIELDS =
            new GobField<>(
                    "Field",
                    GobType.list(
                            GobType.struct(
                                    "fieldType",
                                    List.of(NAME, ID),
                                    row -> new WireType.Field(row.get(NAME), id(row, ID)),
                                    (row, field) ->
                                            row.set(NAME, field.name())
                                                    .set(ID, (long) field.id()))));

    private static final GobField<WireType.Array> ARRAY =
            new GobField<>(
                    "ArrayT",
                    GobType.struct(
                            "arrayType",
                            List.of(COMMON, ELEMENT, LENGTH),
                            row ->
                                    new WireType.Array(
                                            row.get(COMMON), id(row, ELEMENT), row.get(LENGTH)),
                            (row, array) ->
                                    row.set(COMMON, array.common())
                                            .set(ELEMENT, (long) array.element())
                                            .set(LENGTH, array.length())));

    private static final GobField<WireType.Slice> SLICE =
            new GobField<>(
                    "SliceT",
                    GobType.struct(
                            "sliceType",
                            List.of(COMMON, ELEMENT),
                            row -> new WireType.Slice(row.get(COMMON), id(row, ELEMENT)),
                            (row, slice) ->
                                    row.set(COMMON, slice.common())
                                            .set(ELEMENT, (long) slice.element())));

    private static final GobField<WireType.Struct> STRUCT =
            new GobField<>(
                    "StructT",
                    GobType.struct(
                            "structType",
                            List.of(COMMON, FIELDS),
                            row -> new WireType.Struct(row.get(COMMON), row.get(FIELDS)),
                            (row, struct) ->
                                    row.set(COMMON, struct.common()).set(FIELDS, struct.fields())));

    private static final GobField<WireType.MapOf> MAP =
            new GobField<>(
                    "MapT",
                    GobType.struct(
                            "mapType",
                            List.of(COMMON, KEY, ELEMENT),
                            row ->
                                    new WireType.MapOf(
                                            row.get(COMMON), id(row, KEY), id(row, ELEMENT)),
                            (row, map) ->
                                    row.set(COMMON, map.common())
                                            .set(KEY, (long) map.key())
                                            .set(ELEMENT, (long) map.element())));

    private static final GobType<WireType.Opaque> OPAQUE_TYPE =
            GobType.struct(
                    "gobEncoderType",
                    List.of(COMMON),
                    row -> new WireType.Opaque(row.get(COMMON)),
                    (row, opaque) -> row.set(COMMON, opaque.common()));

    private static final GobField<WireType.Opaque> GOB_ENCODER =
            new GobField<>("GobEncoderT", OPAQUE_TYPE);
    private static final GobField<WireType.Opaque> BINARY_MARSHALER =
            new GobField<>("BinaryMarshalerT", OPAQUE_TYPE);
    private static final GobField<WireType.Opaque> TEXT_MARSHALER =
            new GobField<>("TextMarshalerT", OPAQUE_TYPE);

    private static final List<GobField<? extends WireType>> KINDS =
            List.of(ARRAY, SLICE, STRUCT, MAP, GOB_ENCODER, BINARY_MARSHALER, TEXT_MARSHALER);

    /** A definition; one that sets no field at all reads as an opaque type numbered 0. */
    static final GobType<WireType> TYPE =
            GobType.struct("wireType", List.copyOf(KINDS), Definitions::read, Definitions::write);

    private Definitions() {}

    private static WireType read(GobRow row) {
        for (GobField<? extends WireType> kind : KINDS) {
            if (row.has(kind)) {
                return row.get(kind);
            }
        }
        return OPAQUE_TYPE.zero();
    }

    private static void write(GobRow row, WireType type) {
        switch (type) {
            case WireType.Array array -> row.set(ARRAY, array);
            case WireType.Slice slice -> row.set(SLICE, slice);
            case WireType.Struct struct -> row.set(STRUCT, struct);
            case WireType.MapOf map -> row.set(MAP, map);
            case WireType.Opaque opaque -> row.set(GOB_ENCODER, opaque);
        }
    }

    private static int id(GobRow row, GobField<Long> field) {
        return Math.toIntExact(row.get(field));
    }
}
