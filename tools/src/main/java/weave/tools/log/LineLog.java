package weave.tools.log;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes the log: {@code INFO: 2026/11/21 15:04:05.000000 message}. What a message quotes may come
 * from the network, so control characters are replaced: a line is always one event.
 */
public final class LineLog {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS")
                    .withZone(ZoneId.systemDefault());

    /** For programs that have a log of their own only by the way, such as weave-bench. */
    private static final String LEVEL_PROPERTY = "weave.log.level";

    private static volatile Level level =
            Level.valueOf(System.getProperty(LEVEL_PROPERTY, Level.INFO.name()));

    /** Where netty looks for interfaces that we do not ask it for; a host may have none up. */
    private static final String NETTY_PROBES = "io.netty.util.";

    private LineLog() {}

    /** Leaves out what is less severe than {@code least}. Libraries are heard from WARNING on. */
    public static void configure(Level least) {
        level = least;
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new Forwarder());
        Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    }

    static boolean isLoggable(Level asked) {
        return asked != Level.OFF && asked.getSeverity() >= level.getSeverity();
    }

    static void write(Level severity, String message, Throwable thrown) {
        if (isLoggable(severity)) {
            write(System.err, Clock.systemDefaultZone(), severity, message, thrown);
        }
    }

    static void write(
            PrintStream out, Clock clock, Level severity, String message, Throwable thrown) {
        StringBuilder line = new StringBuilder();
        line.append(tag(severity)).append(": ").append(TIME.format(clock.instant())).append(' ');
        message.codePoints()
                .map(letter -> Character.isISOControl(letter) ? '?' : letter)
                .forEach(line::appendCodePoint);
        line.append('\n');
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        out.print(line);
        out.flush();
    }

    private static String tag(Level severity) {
        return switch (severity) {
            case ERROR -> "ERRO";
            case WARNING -> "WARN";
            case INFO -> "INFO";
            default -> "DEBU";
        };
    }

    /** What libraries log through java.util.logging. Their warnings stay one line. */
    private static final class Forwarder extends Handler {
        @Override
        public void publish(LogRecord record) {
            boolean isError =
                    record.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue();
            boolean isBrief = !isError && !LineLog.isLoggable(Level.DEBUG);
            if (isBrief && String.valueOf(record.getLoggerName()).startsWith(NETTY_PROBES)) {
                return;
            }
            Throwable thrown = record.getThrown();
            String cause = isBrief && thrown != null ? ": " + thrown.getMessage() : "";
            write(
                    isError ? Level.ERROR : Level.WARNING,
                    record.getMessage() + cause,
                    isBrief ? null : thrown);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
