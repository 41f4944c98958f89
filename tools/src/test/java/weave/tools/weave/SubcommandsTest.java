package weave.tools.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every subcommand: its help, what it says to nonsense, and without a daemon. */
class SubcommandsTest {
    /** Nobody listens there. */
    private static final Map<String, String> NOWHERE = Map.of("WEAVE_HTTP_ADDR", "127.0.0.1:9");

    private static final String ABSENT = "no weaved answers at 127.0.0.1:9 (";
    private static final String UNKNOWN = "--no-such-option";

    /** Whoever adds a command adds it here, too. */
    private static final List<Row> ROWS =
            List.of(
                    new Row("launch").works().refuses("--http-addr=nowhere", "--http-addr="),
                    new Row("stop").refuses("x", UNKNOWN),
                    new Row("reset").fails("weaved is not running;").refuses("x", UNKNOWN),
                    new Row("status").refuses("nothing", "peers peers", UNKNOWN),
                    new Row("report").refuses("x", "-f", UNKNOWN),
                    new Row("connect a").refuses("", UNKNOWN),
                    new Row("forget a").refuses("", UNKNOWN),
                    new Row("attach 10.32.0.1/12 c")
                            .refuses("", "10.32.0.1/12", "10.32.0.1/33 c", "net:x c", UNKNOWN),
                    new Row("detach c").refuses("", "10.32.0.1/12", "net:x c", UNKNOWN),
                    new Row("ps").refuses(UNKNOWN),
                    new Row("expose").refuses("10.32.0.1", "x", UNKNOWN),
                    new Row("hide 10.32.0.1").refuses("10.32.0.999", "x", UNKNOWN),
                    new Row("dns-add 10.9.9.9 -h db.weave.local")
                            .refuses("", "10.9.9.9", "-h x", "x y -h z", "-h x --srv=1", UNKNOWN),
                    new Row("dns-remove c").refuses("", "x y", "-h x --cname=..", UNKNOWN),
                    new Row("dns-lookup db").refuses("", "..", "a b", UNKNOWN),
                    new Row("dns-args").refuses("x", UNKNOWN),
                    new Row("prime").refuses("x", UNKNOWN),
                    new Row("rmpeer a").refuses("", UNKNOWN),
                    new Row("ipam").works().refuses("", "x", UNKNOWN),
                    new Row("ipam check").refuses("x", UNKNOWN),
                    new Row("ipam repair").refuses("x", UNKNOWN),
                    new Row("check").works().refuses("--port=0", "--port=x", UNKNOWN),
                    new Row("ping a").refuses("", "a b", "a -c x", "a -s 1", UNKNOWN),
                    new Row("trace a b").refuses("", "a", "a b c", UNKNOWN),
                    new Row("top --count=1 --db-prefix=/nowhere/x")
                            .fails("no counters at /nowhere/xcounters")
                            .refuses("x", "--interval=0", "--count=-1", UNKNOWN),
                    new Row("bugreport -o /dev/null/x")
                            .fails("cannot write /dev/null/x")
                            .refuses("x", "-o", UNKNOWN),
                    new Row("completion bash").works().refuses("", "fish", UNKNOWN),
                    new Row("version").works().refuses("x", UNKNOWN),
                    new Row("help").works().refuses("nothing", "a b", UNKNOWN));

    /** By {@code -h}. */
    private static final List<String> TAKE_A_NAME =
            List.of("attach", "expose", "dns-add", "dns-remove");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<Row> rows() {
        return ROWS.stream();
    }

    @Test
    void shouldKnowAllOfThem() {
        Map<String, CommandLine> all = Weave.commandLine(NOWHERE).getSubcommands();
        TreeSet<String> rows = new TreeSet<>();
        ROWS.forEach(row -> rows.add(row.words().getFirst()));
        assertEquals(new TreeSet<>(all.keySet()), rows);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldPrintItsHelp(Row row) {
        assertEquals(0, run(row.name() + " --help"));
        assertTrue(out.toString().contains("Usage: weave " + row.name()), out.toString());
        assertTrue(out.toString().contains("Examples:\n  "), out.toString());
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldPrintItsHelpWhenAskedInShortUnlessANameIsMeant(Row row) {
        if (TAKE_A_NAME.contains(row.name())) {
            return;
        }
        assertEquals(0, run(row.name() + " -h"), err.toString());
        assertTrue(out.toString().contains("Usage: weave " + row.name()), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldSayWhatTheArgumentsOfAttachAre() {
        assertEquals(0, run("attach --help"));
        String described = "<container>\\s+Addresses, if they are not to be chosen";
        assertTrue(out.toString().matches("(?s).*" + described + ".*"), out.toString());
    }

    @Test
    void shouldSayWhichLogCannotBeWritten() {
        assertEquals(1, run("launch --ipalloc-range= --log=/dev/null/x.log"));
        String said = err.toString();
        assertTrue(said.startsWith("weave: cannot write /dev/null/x.log: "), said);
        assertTrue(said.endsWith(": choose another --log\n"), said);
        assertEquals(1, said.lines().count(), said);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldRefuseNonsenseInOneLine(Row row) {
        for (String nonsense : row.nonsense()) {
            err.getBuffer().setLength(0);
            String line = row.name() + " " + nonsense;
            assertEquals(2, run(line), line + ": " + err);
            assertOneLine(line);
        }
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldFailInOneLineWithoutADaemon(Row row) {
        if (row.complaint() == null) {
            return;
        }
        assertEquals(1, run(row.line()), err.toString());
        String last = err.toString().lines().reduce("", (_, next) -> next);
        assertTrue(last.startsWith("weave: " + row.complaint()), err.toString());
        assertEquals(1, err.toString().lines().filter(line -> line.startsWith("weave: ")).count());
        assertEquals("", out.toString());
    }

    private void assertOneLine(String what) {
        String said = err.toString();
        assertTrue(
                said.matches("(?s)weave( [a-z-]+)*: .*") && said.endsWith("\n"),
                what + ": " + said);
        assertEquals(1, said.lines().count(), what + ": " + said);
    }

    private int run(String line) {
        return Weave.run(
                line.strip().split(" "),
                NOWHERE,
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }

    /**
     * A command.
     *
     * @param line how it is used
     * @param complaint how it begins to complain without a daemon; null if it needs none
     * @param nonsense arguments that it refuses
     */
    private record Row(String line, String complaint, List<String> nonsense) {
        Row(String line) {
            this(line, ABSENT, List.of());
        }

        Row works() {
            return new Row(line, null, nonsense);
        }

        Row fails(String otherComplaint) {
            return new Row(line, otherComplaint, nonsense);
        }

        Row refuses(String... arguments) {
            return new Row(line, complaint, List.of(arguments));
        }

        List<String> words() {
            return List.of(line.split(" "));
        }

        String name() {
            boolean isNested = words().getFirst().equals("ipam");
            return isNested ? line : words().getFirst();
        }

        @Override
        public String toString() {
            return line;
        }
    }
}
