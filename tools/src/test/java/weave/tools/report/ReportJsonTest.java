package weave.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
    @Test
    void shouldKeepNamesOrderAndIndentationOfTheOriginal() throws IOException {
        assertEquals(golden("busy.json"), ReportJson.render(Samples.busy()) + "\n");
        assertEquals(golden("alone.json"), ReportJson.render(Samples.alone()) + "\n");
    }

    private static String golden(String name) throws IOException {
        try (InputStream resource = ReportJsonTest.class.getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
