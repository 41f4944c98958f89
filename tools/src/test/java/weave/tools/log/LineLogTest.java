package weave.tools.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LineLogTest {
    @Test
    void shouldWriteLevelTimeAndMessage() {
        String stamp = "2026/11/21 15:04:05.000123 ";
        assertEquals("INFO: " + stamp + "hello\n", line(Level.INFO, "hello", null));
        assertEquals("WARN: " + stamp + "hello\n", line(Level.WARNING, "hello", null));
        assertEquals("ERRO: " + stamp + "hello\n", line(Level.ERROR, "hello", null));
        assertEquals("DEBU: " + stamp + "hello\n", line(Level.DEBUG, "hello", null));
    }

    @Test
    void shouldStayOneLineWhateverIsQuoted() {
        String line = line(Level.INFO, "nickname \"a\nERRO: forged\r\u001b[31m\"", null);
        assertTrue(line.endsWith(" nickname \"a?ERRO: forged??[31m\"\n"), line);
        assertEquals(1, line.lines().count());
    }

    @Test
    void shouldAppendWhatWasThrown() {
        String lines = line(Level.ERROR, "failed", new IllegalStateException("a bug"));
        assertTrue(lines.contains(" failed\njava.lang.IllegalStateException: a bug\n"), lines);
    }

    @Test
    void shouldKeepAWarningOfALibraryToOneLine() {
        PrintStream stderr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
            LineLog.configure(Level.INFO);
            IOException cause = new IOException("a cause");
            var warning = java.util.logging.Level.WARNING;
            Logger.getLogger("io.netty.util.NetUtil").log(warning, "no interface", cause);
            Logger.getLogger("io.netty.channel.Any").log(warning, "odd", cause);
        } finally {
            System.setErr(stderr);
        }
        String lines = out.toString(StandardCharsets.UTF_8);
        assertEquals(1, lines.lines().count(), lines);
        assertTrue(lines.endsWith(" odd: a cause\n"), lines);
    }

    private static String line(Level level, String message, Throwable thrown) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Instant instant =
                Instant.parse("2026-11-21T15:04:05.000123Z")
                        .minusSeconds(
                                ZoneId.systemDefault()
                                        .getRules()
                                        .getOffset(Instant.parse("2026-11-21T15:04:05Z"))
                                        .getTotalSeconds());
        LineLog.write(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                Clock.fixed(instant, ZoneId.systemDefault()),
                level,
                message,
                thrown);
        return out.toString(StandardCharsets.UTF_8);
    }
}
