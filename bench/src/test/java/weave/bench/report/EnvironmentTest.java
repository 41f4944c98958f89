package weave.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void shouldDescribeThisMachine() {
        String text = Environment.current().text();
        assertTrue(text.contains("kernel   Linux"), text);
        assertTrue(text.contains("jvm"), text);
    }

    @Test
    void shouldFindTheFirstModelName() {
        assertEquals(
                "A9000", Environment.cpuModel("vendor\t: A\nmodel name\t: A9000\nmodel name\t: B"));
        assertEquals("unknown", Environment.cpuModel("nothing of the kind"));
    }
}
