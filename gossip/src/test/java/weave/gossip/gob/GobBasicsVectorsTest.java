package weave.gossip.gob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class GobBasicsVectorsTest {
    private static final GobType<Map<String, String>> MAP =
            GobType.map(GobType.STRING, GobType.STRING);

    static Iterable<JsonNode> cases() {
        return Vectors.cases("gob_basics");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadAndWriteAsTheOriginalDoes(JsonNode vector) throws GobException {
        byte[] bytes = Vectors.hex(vector.path("Hex"));
        JsonNode value = vector.path("Value");
        switch (vector.path("Kind").asText()) {
            case "uint" -> both(GobType.UINT, Long.parseUnsignedLong(value.asText()), bytes);
            case "int" -> both(GobType.INT, Long.parseLong(value.asText()), bytes);
            case "bool" -> both(GobType.BOOL, Boolean.parseBoolean(value.asText()), bytes);
            case "string" -> both(GobType.STRING, value.asText(), bytes);
            case "bytes" -> bytes(value.asText(), bytes);
            case "map[string]string" -> map(value, bytes);
            case "stream:string,uint,bytes" -> stream(value, bytes);
            default -> fail("unknown kind in " + vector);
        }
    }

    private static <T> void both(GobType<T> type, T value, byte[] bytes) throws GobException {
        GobReader in = new GobReader(bytes);
        assertEquals(value, in.next(type));
        assertFalse(in.hasNext());
        assertArrayEquals(bytes, new GobWriter().write(type, value).drain());
    }

    private static void bytes(String hex, byte[] bytes) throws GobException {
        byte[] value = HexFormat.of().parseHex(hex);
        assertArrayEquals(value, new GobReader(bytes).next(GobType.BYTES));
        assertArrayEquals(bytes, new GobWriter().write(GobType.BYTES, value).drain());
    }

    /** The order of a map is the bytes': with it kept, what we write is the same. */
    private static void map(JsonNode value, byte[] bytes) throws GobException {
        Map<String, String> expected = new LinkedHashMap<>();
        value.properties().forEach(e -> expected.put(e.getKey(), e.getValue().asText()));
        Map<String, String> read = new GobReader(bytes).next(MAP);
        assertEquals(expected, read);
        assertArrayEquals(bytes, new GobWriter().write(MAP, read).drain());
    }

    private static void stream(JsonNode values, byte[] bytes) throws GobException {
        String text = values.path(0).asText();
        long number = Long.parseUnsignedLong(values.path(1).asText());
        byte[] data = HexFormat.of().parseHex(values.path(2).asText());
        GobReader in = new GobReader(bytes);
        assertEquals(text, in.next(GobType.STRING));
        assertEquals(number, in.next(GobType.UINT));
        assertArrayEquals(data, in.next(GobType.BYTES));
        assertFalse(in.hasNext());
        GobWriter out = new GobWriter();
        out.write(GobType.STRING, text).write(GobType.UINT, number).write(GobType.BYTES, data);
        assertArrayEquals(bytes, out.drain());
    }
}
