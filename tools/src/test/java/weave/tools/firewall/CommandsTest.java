package weave.tools.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.testkit.Await;

class CommandsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(60);

    /** More than a pipe holds. */
    private static final String LONG = "x".repeat(1 << 20);

    /** Whom nobody else waits for so long. */
    private static final String FOR_EVER = "99999." + System.nanoTime();

    @AfterEach
    void endAll() {
        hanging().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void shouldEndWhatHangs() {
        assertEnded(List.of("sleep", FOR_EVER), "");
    }

    @Test
    void shouldEndWhatDoesNotRead() {
        assertEnded(List.of("sleep", FOR_EVER), LONG);
    }

    @Test
    void shouldEndWhatWaitsForWhatHangs() {
        assertEnded(List.of("sh", "-c", "sleep " + FOR_EVER + "; exit 0"), "");
    }

    @Test
    void shouldTakeAllThatIsWritten() {
        assertEquals("short", Commands.run(List.of("cat"), "short"));
        assertEquals("", Commands.run(List.of("true"), LONG));
    }

    private static void assertEnded(List<String> command, String input) {
        FirewallException late =
                assertTimeoutPreemptively(
                        SOON,
                        () ->
                                assertThrows(
                                        FirewallException.class,
                                        () -> Commands.run(command, input, TIMEOUT)));
        assertEquals(command.getFirst() + " did not end within 1 s", late.getMessage());
        Await.until("it has ended", SOON, () -> hanging().findAny().isEmpty());
    }

    private static Stream<ProcessHandle> hanging() {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().commandLine().orElse("").contains("sleep " + FOR_EVER));
    }
}
