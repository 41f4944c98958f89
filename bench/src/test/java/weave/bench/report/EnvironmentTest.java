package weave.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void shouldDescribeThisMachine() {
        String text = Environment.current().text();
        assertTrue(text.contains("kernel   Linux"), text);
        assertTrue(text.contains("jvm"), text);
    }

    @Test
    void shouldCallHalfOfTheProcessorsBusy() {
        assertTrue(withLoad("1.01 0.00 0.00").isBusy());
        assertFalse(withLoad("1.00 9.00 9.00").isBusy());
        assertFalse(withLoad("unknown").isBusy());
    }

    private static Environment withLoad(String load) {
        return new Environment("", "", "", 2, "", load, "", List.of());
    }

    @Test
    void shouldFindTheFirstModelName() {
        assertEquals(
                "A9000", Environment.cpuModel("vendor\t: A\nmodel name\t: A9000\nmodel name\t: B"));
        assertEquals("unknown", Environment.cpuModel("nothing of the kind"));
    }
}
