package weave.testkit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The test vectors that the original implementation emitted: from the folder named by the system
 * property {@code vectors.dir} when it is set, else from the test resources, gzipped or not.
 */
public final class Vectors {
    private static final ObjectMapper MAPPER =
            new ObjectMapper()
                    .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Vectors() {}

    /**
     * The cases of {@code name.json}; fails when there are none. Numbers may be as large as 2^64-1:
     * read them with {@link #unsigned}.
     */
    public static List<JsonNode> cases(String name) {
        List<JsonNode> cases = new ArrayList<>();
        document(name).path("Cases").forEach(cases::add);
        if (cases.isEmpty()) {
            throw new IllegalStateException("no cases in vectors " + name);
        }
        return cases;
    }

    /** The whole of {@code name.json}. */
    public static JsonNode document(String name) {
        try {
            return MAPPER.readTree(bytes(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a file by its name with ending, such as {@code sleeve.pcap}. */
    public static byte[] bytes(String file) {
        try (InputStream in = open(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number up to 2^64-1, given as a JSON number or as decimal text; absent is 0. */
    public static long unsigned(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        return Long.parseUnsignedLong(node.asText());
    }

    /** Lower-case hex to bytes; absent is empty. */
    public static byte[] hex(JsonNode node) {
        return node.isMissingNode() || node.isNull()
                ? new byte[0]
                : HexFormat.of().parseHex(node.asText());
    }

    private static InputStream open(String file) throws IOException {
        String folder = System.getProperty("vectors.dir", "");
        if (!folder.isBlank()) {
            Path plain = Path.of(folder, file);
            return Files.exists(plain)
                    ? Files.newInputStream(plain)
                    : new GZIPInputStream(Files.newInputStream(Path.of(folder, file + ".gz")));
        }
        InputStream plain = Vectors.class.getResourceAsStream("/vectors/" + file);
        if (plain != null) {
            return plain;
        }
        InputStream zipped = Vectors.class.getResourceAsStream("/vectors/" + file + ".gz");
        if (zipped == null) {
            throw new FileNotFoundException("no vectors " + file);
        }
        return new GZIPInputStream(zipped);
    }
}
