package weave.tools.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.Alone;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** The small forms of weave-bench, as an operator starts it. */
@Alone
@Privileged
class WeaveBenchIT {
    /** A measurement that something else on the machine has spoilt is made again. */
    private static final int ATTEMPTS = 3;

    private static final Duration END = Duration.ofSeconds(300);

    @TempDir private Path folder;
    private String[] arguments;
    private Process bench;

    @AfterEach
    void leaveNothing() throws Exception {
        end();
        assertEquals(List.of(), namespaces());
    }

    @Test
    void shouldMeasureTheDaemonPlainAndEncrypted() throws Exception {
        start("e2e", "--small", "--variant", "plain=", "--variant", "sealed=--password=wh4tever");
        JsonNode results = results();
        assertTrue(results.get("ratios").isEmpty(), results::toPrettyString);
        for (String carrier : List.of("plain", "sealed")) {
            for (String metric : List.of("tcp", "udp-64", "udp-1400", "latency-p50")) {
                assertTrue(median(results.get("figures"), carrier, metric) > 0);
            }
        }
    }

    @Test
    void shouldCompareTheDaemonWithTheKernel() throws Exception {
        start("compare", "--small", "--only=raw-veth,kernel-vxlan", "--measure=tcp,latency,idle");
        JsonNode results = results();
        for (String reference : List.of("raw-veth", "kernel-vxlan")) {
            List<String> metrics = new ArrayList<>();
            for (JsonNode ratio : results.get("ratios")) {
                if (ratio.get("reference").asText().equals(reference)) {
                    metrics.add(ratio.get("metric").asText());
                    assertTrue(ratio.get("spread").get("median").asDouble() > 0);
                }
            }
            assertTrue(metrics.containsAll(List.of("tcp", "tcp-cpu", "latency-p50")), metrics + "");
        }
        assertTrue(median(results.get("figures"), "weaved", "idle-cpu") < 100);
    }

    /** Beside the references that every host of tests has. */
    @Test
    void shouldMeasureEveryGoalWhoseReferenceIsThere() throws Exception {
        start("goals", "--small");
        Set<String> unmeasured = unmeasured(report());
        for (int i = 1; i < ATTEMPTS && !unmeasured.isEmpty(); i++) {
            System.out.println("not measured: " + unmeasured + "\n" + output());
            start("goals", "--small");
            unmeasured.retainAll(unmeasured(report()));
        }
        assertEquals(Set.of(), unmeasured, this::output);
        assertTrue(output().contains("| in clear, 1 TCP stream, against a pump in C | "));
    }

    private static Set<String> unmeasured(JsonNode report) {
        Set<String> unmeasured = new HashSet<>();
        JsonNode goals = report.get("results").get("goals");
        for (JsonNode goal : goals) {
            String text = goal.get("goal").asText();
            boolean needsMore = text.matches(".*(OVS|wireguard-go|fastd).*");
            if (!needsMore && goal.get("spread").isNull()) {
                unmeasured.add(text);
            }
        }
        assertEquals(25, goals.size());
        return unmeasured;
    }

    @Test
    void shouldMeasureHowSleeveCoversForTheKernel() throws Exception {
        start("failover", "--small");
        JsonNode figures = report().get("results").get("figures");
        // Less means that nothing broke. At most 1000 on a machine of its own.
        double dropped = median(figures, "vxlan", "failover-drop");
        assertTrue(dropped > 100 && dropped < 20_000, this::output);
        // Frames of containers may pass the device by; heartbeats do not.
        double down = median(figures, "vxlan", "failover-down");
        assertTrue(down > 0 && down < 20_000, this::output);
    }

    @Test
    void shouldTellTheKernelMacAddressesBesideBridge() throws Exception {
        start("macs", "--addresses=1000", "--rounds=1");
        JsonNode results = report().get("results");
        assertTrue(median(results.get("figures"), "vxlan", "macs") > 0, this::output);
        assertTrue(median(results.get("figures"), "bridge -batch", "macs") > 0, this::output);
    }

    @Test
    void shouldMoveFramesByXdpBesideC() throws Exception {
        start("xdp", "--small");
        JsonNode figures = report().get("results").get("figures");
        for (String task : List.of("rxdrop", "txonly", "l2fwd")) {
            assertTrue(median(figures, "weaved", task) > 0, this::output);
            assertTrue(median(figures, "c", task) > 0, this::output);
        }
    }

    @Test
    void shouldRemoveEverythingWhenXdpIsInterrupted() throws Exception {
        start("xdp", "l2fwd", "--seconds=2");
        Await.until("frames are moved", END, () -> output().contains("warm-up"));
        new ProcessBuilder("kill", "-INT", Long.toString(bench.pid())).start().waitFor();
        assertTrue(bench.waitFor(END.toSeconds(), TimeUnit.SECONDS));
        assertNotEquals(0, bench.exitValue());
    }

    @Test
    void shouldLookNamesUpBesideDnsmasq() throws Exception {
        start("dns", "--small");
        JsonNode ratio = results().get("ratios").get(0);
        assertEquals("dnsmasq", ratio.get("reference").asText());
        // Warm, and on a machine of its own, it is more than 1.
        assertTrue(ratio.get("perSecond").get("median").asDouble() > 0.1, this::output);
        assertTrue(ratio.get("perCpuSecond").get("median").asDouble() > 0.1, this::output);
        for (JsonNode figure : results().get("figures")) {
            assertTrue(figure.get("perSecond").get("median").asDouble() > 1_000, this::output);
        }
    }

    @Test
    void shouldMeasureAFreshStart() throws Exception {
        start("start", "--rounds=3", "--seconds=4");
        JsonNode result = report().get("results").get(0);
        assertEquals("weaved", result.get("carrier").asText());
        // Half on a machine of its own.
        assertTrue(result.get("ratio").get("median").asDouble() > 0.2, result::toPrettyString);
    }

    /** While the hosts are being made, and while they are measured. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void shouldRemoveEverythingWhenInterrupted(int count) throws Exception {
        start("e2e", "--seconds=60", "--measure=idle");
        Await.until("the namespaces are there", END, () -> namespaces().size() >= count);
        new ProcessBuilder("kill", "-INT", Long.toString(bench.pid())).start().waitFor();
        assertTrue(bench.waitFor(END.toSeconds(), TimeUnit.SECONDS));
        assertNotEquals(0, bench.exitValue());
    }

    private void start(String... arguments) throws IOException {
        this.arguments = arguments;
        Files.deleteIfExists(folder.resolve("result.json"));
        // Whoever runs tests in the background of a script has them ignore interrupts.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Host.DIST.resolve("bin/weave-bench").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--json", folder.resolve("result.json").toString()));
        bench =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
    }

    private JsonNode results() throws Exception {
        JsonNode results = report().get("results");
        for (int i = 1; i < ATTEMPTS && !results.get("notes").isEmpty(); i++) {
            System.out.println(results.get("notes").toPrettyString() + "\n" + output());
            start(arguments);
            results = report().get("results");
        }
        assertTrue(results.get("notes").isEmpty(), this::output);
        return results;
    }

    private JsonNode report() throws Exception {
        assertTrue(bench.waitFor(END.toSeconds(), TimeUnit.SECONDS), this::output);
        assertEquals(0, bench.exitValue(), this::output);
        JsonNode report = new ObjectMapper().readTree(folder.resolve("result.json").toFile());
        assertTrue(report.get("environment").get("cores").asInt() > 0);
        return report;
    }

    private static double median(JsonNode figures, String carrier, String metric) {
        for (JsonNode figure : figures) {
            if (figure.get("carrier").asText().equals(carrier)
                    && figure.get("metric").asText().equals(metric)) {
                return figure.get("spread").get("median").asDouble();
            }
        }
        throw new AssertionError("no " + metric + " of " + carrier);
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"), UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Those that this weave-bench has made. */
    private List<String> namespaces() {
        String own = "weavebench-" + bench.pid() + "-";
        try {
            Process list = new ProcessBuilder("ip", "netns", "list").start();
            return new String(list.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(own))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void end() throws InterruptedException {
        if (bench.isAlive()) {
            bench.destroy();
            bench.waitFor(END.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
