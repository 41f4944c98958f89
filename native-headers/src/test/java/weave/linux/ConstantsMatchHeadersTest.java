package weave.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every constant is compared with what C says. */
class ConstantsMatchHeadersTest {
    private static final Path ERRNO = Path.of("src/test/resources/layouts/errno.txt");

    @Test
    void shouldBeTheNumbersOfC() {
        Map<String, String> golden = Headers.golden();
        Map<String, Long> ours = Headers.constants();
        List<String> wrong = new ArrayList<>();
        ours.forEach((name, value) -> {
            String inC = golden.getOrDefault(name, "not printed by C");
            if (!inC.equals(value.toString())) {
                wrong.add(name + ": ours is " + value + ", C's is " + inC);
            }
        });

        assertEquals(List.of(), wrong);
        assertTrue(ours.size() > 100, "only " + ours.size() + " constants");
    }

    @Test
    void shouldAllBeOursWhenPrinted() throws IOException {
        Map<String, String> golden = Headers.golden();
        Files.readAllLines(ERRNO).forEach(line -> golden.remove(line.split(" ")[0]));
        golden.values().removeIf(value -> value.contains(" "));
        golden.keySet().removeAll(Headers.constants().keySet());

        assertEquals(Map.of(), golden);
    }

    @Test
    void shouldNameEveryErrno() throws IOException {
        int count = 0;
        for (String line : Files.readAllLines(ERRNO)) {
            String[] words = line.split(" ");
            if (!words[0].equals("#")) {
                assertEquals(words[0], Errno.name(Integer.parseInt(words[1])));
                count++;
            }
        }
        assertEquals(131, count);
    }
}
