package weave.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weave.bench.scenario.Scenario;

class WeaveBenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldListEveryScenario() {
        assertEquals(0, run("list"));
        for (Scenario scenario : Scenario.values()) {
            assertTrue(out.toString().contains("\n" + scenario.verb() + " "), out.toString());
        }
        assertTrue(out.toString().contains("\nkernel-vxlan "), out.toString());
    }

    @ParameterizedTest
    @EnumSource
    void shouldRunTheSmallFormOfEveryVerb(Scenario scenario) throws Exception {
        assertEquals(0, run(scenario.verb(), "--small", "--sizes", "64", "--json", "-"));
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertTrue(report.get("command").asText().startsWith(scenario.verb()));
        assertTrue(report.get("environment").get("cores").asInt() > 0);
        JsonNode result = report.get("results").get(0);
        assertEquals(64, result.get("frameLength").asInt());
        assertTrue(result.get("nanos").asDouble() > 0);
        assertTrue(err.toString().contains("warming up"), err.toString());
    }

    @Test
    void shouldWriteJsonToAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("result.json");
        assertEquals(0, run("checksum", "--small", "--json", file.toString()));
        assertEquals(3, new ObjectMapper().readTree(file.toFile()).get("results").size());
        assertTrue(out.toString().contains("kernel"), out.toString());
        assertTrue(out.toString().contains("ns/frame"), out.toString());
    }

    @Test
    void shouldRefuseAFileThatCannotBeWrittenBeforeItMeasures() {
        assertEquals(1, run("checksum", "--json", "/nonexistent/x"));
        assertEquals(
                "weave-bench: --json: cannot write /nonexistent/x: no such folder\n",
                err.toString());
        assertEquals("", out.toString());
        assertEquals(1, run("checksum", "--json", "/tmp"));
    }

    @Test
    void shouldNameTheChoicesAndTheHelp() {
        assertEquals(2, run("frobnicate"));
        String line = err.toString();
        assertTrue(
                line.contains("'frobnicate': want list, memory, e2e, start, compare, goals"), line);
        assertTrue(line.endsWith("; see weave-bench --help\n"), line);
        assertEquals(2, run("encode", "--sizes", "many"));
        assertTrue(err.toString().endsWith("; see weave-bench encode --help\n"), err.toString());
        assertEquals(2, run("compare", "--weaved", "/bin/true", "--only", "gone"));
        assertTrue(err.toString().contains("kernel-vxlan"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate",
                "encode --sizes 63",
                "encode --sizes 65001",
                "encode --sizes many",
                "encode --iterations 0",
                "encode --seconds -1",
                "encode --seconds 0",
                "encode --warmup x",
                "memory --frobnicate",
                "e2e --weaved /nowhere/weaved",
                "e2e --weaved /bin/true --measure speed",
                "e2e --weaved /bin/true --measure loaded",
                "e2e --weaved /bin/true --udp-sizes 15",
                "e2e --weaved /bin/true --rounds 0",
                "e2e --weaved /bin/true --seconds 0",
                "e2e --weaved /bin/true --underlay-mtu 100",
                "e2e --weaved /bin/true --variant noequals",
                "start --weaved /bin/true --seconds 3",
                "compare --weaved /bin/true --only gone",
                "compare --weaved /bin/true --only raw-veth --variant raw-veth=",
                "compare --weaved /bin/true --reference =up",
                "compare --weaved /bin/true --pairs -1",
                "failover --weaved /nowhere/weaved",
                "failover --weaved /bin/true --rounds 0",
                "macs --addresses 0",
                "macs --addresses 65537",
                "macs --rounds 0",
                "xdp frobnicate",
                "xdp --mode fast",
                "xdp --queues 0",
                "xdp --length 59",
                "xdp --seconds 0",
                "xdp --rounds 0",
                "xdp --device gone",
                "xdp --device lo",
                "goals --weaved /nowhere/weaved",
                "goals --weaved /bin/true --rounds 0",
                "goals --weaved /bin/true --seconds 0",
                "goals --weaved /bin/true --variant plain=",
            })
    void shouldRefuseBadUsageInOneLine(String arguments) {
        assertEquals(2, run(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith("weave-bench: "), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldExplainItselfWithExamples() {
        assertEquals(0, run("encode", "--help"));
        assertTrue(out.toString().contains("weave-bench encode --small"), out.toString());
        assertTrue(out.toString().contains("--sizes"), out.toString());
    }

    @Test
    void shouldSayWhenTheResultCannotBeWritten() {
        assertEquals(1, run("checksum", "--small", "--sizes", "64", "--json", "/nowhere/at/all"));
        assertTrue(err.toString().contains("--json: cannot write /nowhere/at/all"), err.toString());
    }

    private int run(String... arguments) {
        return WeaveBench.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
