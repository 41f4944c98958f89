package weave.tools.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.core.dataplane.CountersFile;

class TopTest {
    private static final String ONE = "02:00:00:00:00:01";
    private static final String TWO = "02:00:00:00:00:02";

    @TempDir private Path folder;

    @Test
    void shouldPutTheBusiestConnectionFirstAndAddUpQueues() {
        Map<String, Long> before = connections(ONE, 0, TWO, 0);
        Map<String, Long> after = connections(ONE, 1_000, TWO, 5_000_000);
        before.put("QUEUE 0 SEND_NO_ROUTE", 10L);
        after.put("QUEUE 0 SEND_NO_ROUTE", 14L);
        after.put("QUEUE 1 SEND_NO_ROUTE", 6L);
        after.put("QUEUE 1 FRAMES_SENT", 600L);
        Rates rates = Rates.between(before, after, 2, List.of("SEND_NO_ROUTE", "RECEIVE_FORGED"));
        assertEquals(
                List.of(TWO, ONE),
                rates.connections().stream().map(Rates.Connection::peer).toList());
        assertEquals(2_500_000, rates.connections().getFirst().bytesSent());
        assertEquals(Map.of("SEND_NO_ROUTE", 5.0), rates.dropReasons());
        assertEquals(5, rates.dropsPerSecond());
    }

    @Test
    void shouldNotGoNegativeWhenTheDaemonHasRestartedItsCounters() {
        Rates rates = Rates.between(connections(ONE, 9), connections(ONE, 3), 1, List.of());
        assertEquals(0, rates.connections().getFirst().bytesSent());
    }

    @Test
    void shouldShowAPageThatPeopleCanRead() {
        Rates rates =
                Rates.between(
                        connections(ONE, 0, TWO, 0),
                        connections(ONE, 125, TWO, 1_250_000_000),
                        1,
                        List.of());
        assertEquals(
                String.join(
                        "\n",
                        "weaved 23: 2 connections, out 10.0 Gbit/s 50.0 Mdgram/s, in 0 bit/s 0"
                                + " dgram/s",
                        "drops/s: 0",
                        "",
                        heading("PEER", "OUT bit/s", "dgram/s", "IN bit/s", "dgram/s"),
                        heading(TWO + "(two)", "10.0 G", "50.0 M", "0 ", "0 "),
                        heading(ONE, "1.00 k", "5 ", "0 ", "0 "),
                        ""),
                TopPage.render(23, rates, Map.of(TWO, "two")));
    }

    private static String heading(Object... columns) {
        return "%-37s %11s %11s %11s %11s".formatted(columns);
    }

    @Test
    void shouldReadTheCountersOfARunningDaemon() throws Exception {
        Path path = folder.resolve("counters");
        StringWriter out = new StringWriter();
        try (CountersFile file = CountersFile.create(path)) {
            file.manager().newCounter("CONNECTION " + ONE + " BYTES_SENT");
            Top.run(path, Duration.ofMillis(1), 2, false, Map::of, new PrintWriter(out));
        }
        assertEquals(2, out.toString().split("weaved \\d+: 1 connection,", -1).length - 1);
        assertTrue(out.toString().contains("\n" + ONE), out.toString());
    }

    @Test
    void shouldFailWhenThereIsNoDaemon() {
        Path path = folder.resolve("counters");
        assertThrows(
                IOException.class,
                () ->
                        Top.run(
                                path,
                                Duration.ofMillis(1),
                                1,
                                false,
                                Map::of,
                                new PrintWriter(new StringWriter())));
    }

    @Test
    void shouldScaleNumbers() {
        assertEquals("0 ", TopPage.si(0));
        assertEquals("999 ", TopPage.si(999));
        assertEquals("1.00 k", TopPage.si(1_000));
        assertEquals("9.31 G", TopPage.si(9.31e9));
        assertEquals("123 M", TopPage.si(123.4e6));
    }

    private static Map<String, Long> connections(Object... peersAndBytes) {
        Map<String, Long> counters = new HashMap<>();
        for (int i = 0; i < peersAndBytes.length; i += 2) {
            long bytes = ((Number) peersAndBytes[i + 1]).longValue();
            String of = "CONNECTION " + peersAndBytes[i] + " ";
            counters.put(of + "BYTES_SENT", bytes);
            counters.put(of + "DATAGRAMS_SENT", bytes / 25);
            counters.put(of + "BYTES_RECEIVED", 0L);
            counters.put(of + "DATAGRAMS_RECEIVED", 0L);
        }
        return counters;
    }
}
