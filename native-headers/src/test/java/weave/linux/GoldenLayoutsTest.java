package weave.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.testkit.Privileged;

/** The golden files are what the headers of this machine say. Needs gcc, not root. */
@Privileged
class GoldenLayoutsTest {
    @Test
    void shouldBeTheSameWhenPrintedAnew(@TempDir Path into) throws Exception {
        Process regenerate =
                new ProcessBuilder("src/test/c/regenerate", into.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(regenerate.getInputStream().readAllBytes());

        assertEquals(0, regenerate.waitFor(), output + "\n(gcc and the kernel headers are needed)");
        Map<String, String> printed = contents(into);
        assertTrue(printed.size() > 10, "only " + printed.keySet());
        assertEquals(contents(Path.of("src/test/resources/layouts")), printed);
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
