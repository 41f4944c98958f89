package weave.gossip.gob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GobReaderTest {
    private static final GobField<Long> NUMBER = new GobField<>("Number", GobType.uint(16));
    private static final GobField<Map<Long, String>> NAMES =
            new GobField<>("Names", GobType.map(GobType.UINT, GobType.STRING));
    private static final GobField<List<Long>> LIST =
            new GobField<>("List", GobType.list(GobType.INT));

    /** Reads as text: what is there, and whether the map is. */
    private static final GobType<String> STRUCT =
            GobType.struct(
                    "Struct",
                    List.of(NUMBER, NAMES, LIST),
                    row ->
                            row.get(NUMBER)
                                    + " "
                                    + (row.has(NAMES) ? row.get(NAMES) : "-")
                                    + " "
                                    + row.get(LIST),
                    (row, text) -> {
                        row.set(NUMBER, (long) text.length()).set(LIST, List.of());
                        if (text.contains("map")) {
                            row.set(NAMES, Map.of());
                        }
                    });

    @Test
    void shouldTellAnAbsentMapFromAnEmptyOne() throws GobException {
        assertEquals("3 {} []", rewritten("map"));
        assertEquals("4 - []", rewritten("none"));
        assertEquals("0 - []", rewritten(""));
    }

    @Test
    void shouldDefineATypeOnceInAStream() throws GobException {
        GobWriter writer = new GobWriter();
        int first = writer.write(STRUCT, "x").drain().length;
        int second = writer.write(STRUCT, "x").drain().length;
        assertTrue(second < 10 && first > 50, first + " " + second);
    }

    @Test
    void shouldRefuseNumbersThatDoNotFit() throws GobException {
        GobType<Long> small = GobType.integer(8);
        for (long fits : new long[] {-128, -1, 0, 127}) {
            assertEquals(fits, reread(GobType.INT, fits, small));
        }
        assertThrows(GobException.class, () -> reread(GobType.INT, 128L, small));
        assertThrows(GobException.class, () -> reread(GobType.INT, -129L, small));
        assertEquals(65_535, reread(GobType.UINT, 65_535L, GobType.uint(16)));
        assertThrows(GobException.class, () -> reread(GobType.UINT, 65_536L, GobType.uint(16)));
        assertThrows(GobException.class, () -> reread(GobType.UINT, -1L, GobType.uint(63)));
    }

    @Test
    void shouldRefuseOtherKinds() {
        assertThrows(GobException.class, () -> reread(GobType.UINT, 1L, GobType.INT));
        assertThrows(GobException.class, () -> reread(GobType.STRING, "a", GobType.BYTES));
        assertThrows(GobException.class, () -> reread(GobType.STRING, "a", STRUCT));
        assertThrows(GobException.class, () -> reread(STRUCT, "a", GobType.STRING));
        assertThrows(
                GobException.class,
                () -> reread(GobType.list(GobType.UINT), List.of(), GobType.list(GobType.INT)));
    }

    @Test
    void shouldRefuseAStructWithoutAnyKnownField() {
        GobField<Long> other = new GobField<>("number", GobType.uint(16));
        GobType<Long> stranger =
                GobType.struct(
                        "Struct",
                        List.of(other),
                        row -> row.get(other),
                        (row, value) -> row.set(other, value));
        assertThrows(GobException.class, () -> reread(stranger, 5L, STRUCT));
    }

    /** Fields: Array [2]uint, Any interface, Root complex, Own (writes itself), Number uint. */
    @Test
    void shouldSkipUnknownFieldsOfAnyKind() throws GobException {
        String struct =
                definition(
                        "ff81 03 01 02 ff82 00 01 05"
                                + " 01 05 4172726179 01 ff84 00"
                                + " 01 03 416e79 01 10 00"
                                + " 01 04 526f6f74 01 0e 00"
                                + " 01 03 4f776e 01 ff86 00"
                                + " 01 06 4e756d626572 01 06 00"
                                + " 00 00");
        String array = definition("ff83 01 01 02 ff84 00 01 06 01 04 00 00");
        String own = definition("ff85 05 01 02 ff86 00 00 00");
        String value =
                definition(
                        "ff82"
                                + " 01 02 05 06"
                                + " 01 01 78 06 02 00 07"
                                + " 01 fef03f 40"
                                + " 01 03 616263"
                                + " 01 2a 00");
        assertEquals("42 - []", read(struct + array + own + value, STRUCT));
    }

    @Test
    void shouldRefuseFieldsOfUndefinedTypes() {
        String struct =
                definition(
                        "ff81 03 01 02 ff82 00 01 02"
                                + " 01 06 4e756d626572 01 06 00"
                                + " 01 01 78 01 ff84 00 00 00");
        assertThrows(GobException.class, () -> read(struct + definition("ff82 01 05 00"), STRUCT));
    }

    @Test
    void shouldRefuseEndlessNesting() {
        String selfList = definition("ff83 02 01 02 ff84 00 01 ff84 00 00");
        String struct =
                definition(
                        "ff81 03 01 02 ff82 00 01 02"
                                + " 01 06 4e756d626572 01 06 00"
                                + " 01 01 78 01 ff84 00 00 00");
        String deep = definition("ff82 02" + " 01".repeat(100_000) + " 00 00");
        assertThrows(GobException.class, () -> read(struct + selfList + deep, STRUCT));
        String shallow = definition("ff82 02 01 01 01 00 00");
        assertEquals("0 - []", readUnchecked(struct + selfList + shallow));
    }

    @Test
    void shouldRefuseCountsBeyondTheMessage() {
        GobType<List<byte[]>> list = GobType.list(GobType.BYTES);
        String type = definition("ff81 02 01 02 ff82 00 01 0a 00 00");
        for (String count :
                List.of("02", "fc7fffffff", "f87fffffffffffffff", "f8ffffffffffffffff")) {
            assertThrows(
                    GobException.class,
                    () -> read(type + definition("ff82 00 " + count + " 00"), list));
            assertThrows(
                    GobException.class,
                    () -> read(definition("0a 00 " + count + " 00"), GobType.BYTES));
        }
    }

    /** A byte each, but an object each here. */
    @Test
    void shouldRefuseMoreElementsThanAnyMeshHas() {
        GobType<List<byte[]>> list = GobType.list(GobType.BYTES);
        byte[] many = new byte[1 << 20];
        GobWriter writer = new GobWriter();
        writer.write(GobType.BYTES, many);
        List<byte[]> empty = java.util.Collections.nCopies(1 << 20, new byte[0]);
        assertThrows(GobException.class, () -> reread(list, empty, list));
        assertArrayEquals(many, assertReads(writer.drain()));
    }

    @Test
    void shouldRefuseDefinitionsWithoutEnd() {
        StringBuilder definitions = new StringBuilder();
        for (int id = 100; id < 6_000; id++) {
            String number = number(2L * id);
            String negative = number(2L * (id - 1) + 1);
            definitions.append(definition(negative + "02 01 02" + number + "00 01 0a 00 00"));
        }
        assertThrows(
                GobException.class, () -> read(definitions + definition("06 00 05"), GobType.UINT));
    }

    @Test
    void shouldEndWithAnEmptyMessage() throws GobException {
        GobReader reader = new GobReader(HexFormat.of().parseHex("0306000500"));
        assertEquals(5, reader.next(GobType.UINT));
        assertFalse(reader.hasNext());
        assertThrows(GobException.class, () -> reader.next(GobType.UINT));
    }

    private static String rewritten(String text) throws GobException {
        return reread(STRUCT, text, STRUCT);
    }

    private static <A, B> B reread(GobType<A> written, A value, GobType<B> read)
            throws GobException {
        return new GobReader(new GobWriter().write(written, value).drain()).next(read);
    }

    private static <T> T read(String hex, GobType<T> type) throws GobException {
        return new GobReader(HexFormat.of().parseHex(hex.replace(" ", ""))).next(type);
    }

    private static String readUnchecked(String hex) {
        try {
            return read(hex, STRUCT);
        } catch (GobException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] assertReads(byte[] bytes) {
        try {
            return new GobReader(bytes).next(GobType.BYTES);
        } catch (GobException e) {
            throw new AssertionError(e);
        }
    }

    /** A message of these bytes, with its length before it. */
    private static String definition(String hex) {
        String content = hex.replace(" ", "");
        return number(content.length() / 2) + content;
    }

    private static String number(long value) {
        if (value < 128) {
            return "%02x".formatted(value);
        }
        return value < 256 ? "ff%02x".formatted(value) : "fd%06x".formatted(value);
    }
}
