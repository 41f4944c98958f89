package weave.tools.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.tools.report.Version;

/** The command against another HTTP server, which says what it was asked. */
class WeaveTest {
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir private Path folder;
    private HttpServer daemon;
    private int status = 200;
    private String body = "body\n";

    @BeforeEach
    void listen() throws IOException {
        daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        daemon.createContext("/", this::answer);
        daemon.start();
        environment.put("WEAVE_HTTP_ADDR", "127.0.0.1:" + daemon.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        daemon.stop(0);
    }

    @Test
    void shouldShowStatusAndItsPages() {
        assertEquals(0, run("status"));
        assertEquals("\nbody\n\n", out.toString());
        assertEquals(0, run("status", "connections"));
        assertEquals(0, run("status", "peers"));
        assertEquals(0, run("status", "targets"));
        assertEquals("\nbody\n\nbody\nbody\nbody\n", out.toString());
        assertEquals(
                List.of(
                        "GET /status ",
                        "GET /status/connections ",
                        "GET /status/peers ",
                        "GET /status/targets "),
                asked);
    }

    @Test
    void shouldShowTheReportByATemplate() {
        assertEquals(0, run("report", "-f", "{{.Router.Name}} &"));
        assertEquals(List.of("GET /report?format=%7B%7B.Router.Name%7D%7D+%26 "), asked);
        assertEquals(0, run("report", "--format=json"));
        assertEquals("GET /report ", asked.getLast());
    }

    @Test
    void shouldRefuseRatesOfNoDaemonAndOddIntervals() {
        assertEquals(1, run("top", "-c", "1", "--db-prefix", "/nonexistent/x"));
        assertTrue(err.toString().startsWith("weave: no counters at /nonexistent/xcounters"));
        assertEquals(2, run("top", "--interval", "0"));
        assertEquals(2, run("top", "--interval", "NaN"));
        assertEquals(2, run("top", "--count", "-1"));
    }

    @Test
    void shouldPingAsOftenAsAskedAndSumUp() {
        body =
                """
                peer: 02:00:5e:00:53:03(three)
                path: 02:00:5e:00:53:02(two) > 02:00:5e:00:53:03(three)
                overlay: sleeve encrypted
                mtu: 1410
                roundtrip-nanos: 812345
                """;
        assertEquals(0, run("ping", "three", "-c", "2", "-i", "0.01", "-s", "1376", "-W", "0.5"));
        assertEquals(
                """
                PING 02:00:5e:00:53:03(three): 1376 bytes by way of 02:00:5e:00:53:02(two) > \
                02:00:5e:00:53:03(three); first hop sleeve encrypted, mtu 1410
                1376 bytes from 02:00:5e:00:53:03(three): seq=1 time=0.812 ms
                1376 bytes from 02:00:5e:00:53:03(three): seq=2 time=0.812 ms
                --- 02:00:5e:00:53:03(three) ---
                2 sent, 2 received, 0% lost
                rtt min/avg/max/mdev = 0.812/0.812/0.812/0.000 ms
                """,
                out.toString());
        String once = "POST /ping peer=three&size=1376&timeout=500";
        assertEquals(List.of(once, once), asked);
    }

    @Test
    void shouldFailWhenNoPingIsAnswered() {
        body = "peer: x\npath: x\nsilence: is it a Weave Net peer?\n";
        assertEquals(1, run("ping", "three", "-c", "1"));
        assertTrue(out.toString().contains("no answer: seq=1: is it a Weave Net peer?\n"));
        assertTrue(out.toString().endsWith("1 sent, 0 received, 100% lost\n"), out.toString());
        status = 404;
        body = "no peer is called \"three\"\n";
        assertEquals(1, run("ping", "three"));
        assertEquals("weave: no peer is called \"three\"\n", err.toString());
    }

    @Test
    void shouldTrace() {
        assertEquals(0, run("trace", "one", "10.32.0.5"));
        assertEquals(List.of("GET /trace?from=one&to=10.32.0.5 "), asked);
        assertEquals("body\n", out.toString());
        status = 404;
        body = "no way\na - b: both call it pending\n";
        assertEquals(1, run("trace", "one", "two"));
        assertEquals("weave: no way\nweave: a - b: both call it pending\n", err.toString());
    }

    @Test
    void shouldCompleteInBash() throws Exception {
        assertEquals(0, run("completion", "bash"));
        Path script = Files.writeString(folder.resolve("weave.bash"), out.toString());
        String part = script.toString().replaceFirst("bash$", "");
        assertEquals("status", completions(script, "weave", "sta"));
        assertEquals("connect", completions(script, "weave", "conn"));
        assertEquals("targets", completions(script, "weave", "status", "t"));
        assertEquals("--count", completions(script, "weave", "ping", "--c"));
        assertEquals("check repair", completions(script, "weave", "ipam", ""));
        assertEquals("--dry-run", completions(script, "weave", "ipam", "repair", "--d"));
        assertEquals("--idle", completions(script, "weave", "launch", "--id"));
        assertEquals("block", completions(script, "weave", "launch", "--idle", "=", "b"));
        assertEquals("on off", completions(script, "weave", "launch", "--offloads", "="));
        assertEquals(script.toString(), completions(script, "weave", "bugreport", "-o", part));
        assertEquals("attach", completions(script, "weave", "help", "att"));
        assertEquals("zsh", completions(script, "weave", "completion", "z"));
        assertFalse(out.toString().contains("picocli"));
    }

    @Test
    void shouldCompleteWhatTheDaemonKnows() throws Exception {
        assertEquals(0, run("completion", "bash"));
        Path script = Files.writeString(folder.resolve("weave.bash"), out.toString());
        assertEquals("host2 host3", completions(script, "weave", "rmpeer", ""));
        assertEquals("host3", completions(script, "weave", "ping", "-c", "1", "host3"));
        assertEquals("far:6783", completions(script, "weave", "forget", "f"));
        assertEquals("db", completions(script, "weave", "dns-lookup", "d"));
        assertEquals("box", completions(script, "weave", "detach", "b"));
    }

    @Test
    void shouldCompleteInZshByItsEmulation() {
        assertEquals(0, run("completion", "zsh"));
        assertTrue(out.toString().contains("bashcompinit"));
    }

    /** In place of the daemon's answers. */
    private static final String FAKE =
            """
            weave() {
                case "$*" in
                    'status peers') printf '%s\n' '02:00:5e:00:53:02(host2)' '   <- x(y)' \
                        '02:00:5e:00:53:03(host3)' ;;
                    'status targets') echo far:6783 ;;
                    'status dns') echo 'db   10.32.0.1 c1 02:00:5e:00:53:02' ;;
                    ps) printf '%s\n' 'weave:expose 02' 'box 02:00 10.32.0.1/12' ;;
                esac
            }
            """;

    private String completions(Path script, String... words) throws Exception {
        String program =
                FAKE
                        + "compopt() { :; }; source \"$1\"; shift; COMP_WORDS=(\"$@\");"
                        + " COMP_CWORD=$(($# - 1)); _complete_weave; echo ${COMPREPLY[*]}";
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", program, "bash", script.toString()));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output =
                new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, bash.waitFor(), output);
        return output;
    }

    @Test
    void shouldPackABugreport() {
        Path file = folder.resolve("report.tar.gz");
        assertEquals(0, run("bugreport", "-o", file.toString()));
        assertEquals(file + "\n", out.toString());
        assertTrue(Files.exists(file));
        Path nowhere = folder.resolve("missing").resolve("report.tar.gz");
        assertEquals(1, run("bugreport", "-o", nowhere.toString()));
        String trouble = "weave: cannot write " + nowhere + ": no such file or directory\n";
        assertTrue(err.toString().endsWith(trouble), err.toString());
        assertEquals(1, run("bugreport", "-o", "/dev/null"));
        assertTrue(Files.exists(Path.of("/dev/null")));
        daemon.stop(0);
        assertEquals(1, run("bugreport", "-o", file.toString()));
        assertTrue(err.toString().contains("weave: no weaved answers at 127.0.0.1:"));
    }

    @Test
    void shouldShowStatusAndFailWhenTheDaemonIsNotReady() {
        status = 503;
        assertEquals(1, run("status"));
        assertEquals("\nbody\n\n", out.toString());
    }

    @Test
    void shouldShowTheReport() {
        body = "{\n    \"Ready\": true\n}";
        assertEquals(0, run("report"));
        assertEquals("{\n    \"Ready\": true\n}\n", out.toString());
        assertEquals(List.of("GET /report "), asked);
    }

    @Test
    void shouldConnectAndForget() {
        body = "";
        assertEquals(0, run("connect", "host2", "host3:7000"));
        assertEquals(0, run("connect", "--replace", "host 4"));
        assertEquals(0, run("connect", "--replace"));
        assertEquals(0, run("forget", "host2"));
        assertEquals("", out.toString());
        assertEquals(
                List.of(
                        "POST /connect peer=host2&peer=host3%3A7000",
                        "POST /connect peer=host+4&replace=true",
                        "POST /connect replace=true",
                        "POST /forget peer=host2"),
                asked);
    }

    @Test
    void shouldPrimeRemovePeersAndRepair() {
        body = "";
        assertEquals(0, run("prime"));
        body = "7 IPs taken over from host3\n";
        assertEquals(0, run("rmpeer", "host3", "a b"));
        body = "ok: 2 peer(s) agree\n";
        assertEquals(0, run("ipam", "check"));
        assertEquals(0, run("ipam", "repair"));
        body = "conflict\n  to change: all\n";
        assertEquals(1, run("ipam", "repair", "--dry-run"));
        assertEquals(
                List.of(
                        "GET /ring ",
                        "DELETE /peer/host3?strict=true ",
                        "DELETE /peer/a%20b?strict=true ",
                        "GET /ipam/check ",
                        "POST /ipam/repair dry-run=false",
                        "POST /ipam/repair dry-run=true"),
                asked);
        assertTrue(out.toString().startsWith("7 IPs taken over from host3\n"), out.toString());
    }

    @Test
    void shouldFailWhenAPeerIsNotToBeTakenOver() {
        status = 409;
        body = "host2 is connected; stop or reset it first\n";
        assertEquals(1, run("rmpeer", "host2"));
        assertEquals("", out.toString());
        assertEquals("weave: host2 is connected; stop or reset it first\n", err.toString());
    }

    @Test
    void shouldPassOnTheDaemonsRefusal() {
        status = 400;
        body = "invalid peer name \"x:y\"\n";
        assertEquals(2, run("connect", "x:y"));
        assertEquals("", out.toString());
        assertEquals("weave: invalid peer name \"x:y\"\n", err.toString());
        body = "cannot resolve peer \"x\": no such host\n";
        assertEquals(1, run("connect", "x"));
        status = 500;
        assertEquals(1, run("connect", "x"));
    }

    @Test
    void shouldFailWhenThereWasNothingToForget() {
        body = "no such target: a\nno such target: b\n";
        assertEquals(1, run("forget", "a", "b"));
        assertEquals("", out.toString());
        assertEquals("weave: no such target: a\nweave: no such target: b\n", err.toString());
    }

    @Test
    void shouldFailWhenStdoutTakesNothing() throws IOException {
        PrintStream full = new PrintStream(new FileOutputStream("/dev/full"));
        int exit =
                Weave.run(
                        new String[] {"status"},
                        environment,
                        new PrintWriter(full, true),
                        new PrintWriter(err, true));
        assertEquals(1, exit);
        assertEquals("weave: cannot write to stdout\n", err.toString());
    }

    @Test
    void shouldShowBothVersions() {
        body = "{\n    \"Ready\": true,\n    \"Version\": \"9.8.7\",\n";
        assertEquals(0, run("version"));
        String both = "weave " + Version.current() + "\nweaved 9.8.7\n";
        assertEquals(both, out.toString());
        assertEquals(0, run("--version"));
        assertEquals(both + both, out.toString());
    }

    @Test
    void shouldSayWhereNobodyAnswersWhenAskedForTheVersion() {
        daemon.stop(0);
        assertEquals(0, run("version"));
        assertTrue(out.toString().contains("weaved does not answer at 127.0.0.1:"), out.toString());
    }

    @Test
    void shouldSayInOneLineThatNobodyAnswers() {
        daemon.stop(0);
        assertEquals(1, run("status"));
        String line = err.toString();
        assertTrue(line.startsWith("weave: no weaved answers at 127.0.0.1:"), line);
        assertTrue(line.endsWith("with --http-addr or WEAVE_HTTP_ADDR\n"), line);
        assertEquals(1, line.lines().count());
        assertEquals(1, run("--http-addr=/nowhere/weave.sock", "status"));
        assertTrue(err.toString().contains("no weaved answers at /nowhere/weave.sock"));
    }

    @Test
    void shouldExitWith2AndOneLineWhenMisused() {
        assertEquals(
                "weave status: 'proxy': want connections, peers, targets, dns, ipam or"
                        + " dataplane; see weave status --help\n",
                misuse("status", "proxy"));
        assertTrue(misuse("frobnicate").startsWith("weave: unknown command 'frobnicate'"));
        assertTrue(misuse("help", "frobnicate").startsWith("weave: unknown command"));
        assertTrue(misuse("connect").startsWith("weave connect: want a peer"));
        assertTrue(misuse("forget").startsWith("weave forget: Missing required parameter"));
        assertEquals("weave ipam: want check or repair; see weave ipam --help\n", misuse("ipam"));
        assertTrue(misuse("rmpeer").startsWith("weave rmpeer: Missing required parameter"));
        assertTrue(misuse("status", "--loud").startsWith("weave status: Unknown option"));
        assertEquals(
                "weave report: takes no argument: 'x'; see weave report --help\n",
                misuse("report", "x"));
        assertTrue(misuse("ping").startsWith("weave ping: Missing required parameter"));
        assertEquals(
                "weave ping: --count: want 0 or more; see weave ping --help\n",
                misuse("ping", "x", "-c", "-1"));
        assertTrue(misuse("ping", "x", "-i", "0").startsWith("weave ping: --interval: 0.0: want"));
        assertTrue(misuse("ping", "x", "-W", "NaN").startsWith("weave ping: --timeout: NaN: want"));
        assertTrue(misuse("ping", "x", "-s", "17").startsWith("weave ping: --size: 17: want"));
        assertTrue(misuse("ping", "").startsWith("weave ping: <peer>: want"));
        assertEquals(
                "weave ping: takes one argument: 'y'; see weave ping --help\n",
                misuse("ping", "x", "y"));
        assertTrue(misuse("trace", "x").startsWith("weave trace: Missing required parameter"));
        assertTrue(misuse("trace", "x", " ").startsWith("weave trace: want a peer"));
        assertEquals(
                "weave trace: takes two arguments: 'z'; see weave trace --help\n",
                misuse("trace", "x", "y", "z"));
        assertTrue(misuse("completion", "fish").startsWith("weave completion: 'fish': want"));
        assertTrue(misuse("completion").startsWith("weave completion: Missing required parameter"));
        assertTrue(misuse("bugreport", "x").startsWith("weave bugreport: takes no argument"));
        assertTrue(misuse().startsWith("weave: want a command"));
        assertTrue(misuse("--http-addr=x", "status").startsWith("weave: --http-addr: \"x\" is"));
        assertTrue(misuse("--http-addr=", "status").startsWith("weave: --http-addr: want"));
        assertEquals(
                "weave attach: Unknown option: '--foo'; see weave attach --help\n",
                misuse("attach", "--foo", "c"));
        assertEquals(
                "weave ipam: 'foo': want check or repair; see weave ipam --help\n",
                misuse("ipam", "foo"));
        assertEquals(
                "weave ipam check: takes no argument: 'x'; see weave ipam check --help\n",
                misuse("ipam", "check", "x"));
        assertEquals(
                "weave reset: --http-addr goes before the command: weave --http-addr=<address>"
                        + " reset; see weave reset --help\n",
                misuse("reset", "--http-addr=127.0.0.1:9"));
        assertEquals(List.of(), asked);
    }

    @Test
    void shouldPrintHowToUseItWhenAsked() {
        assertEquals(0, run("help"));
        assertEquals(0, run("--help"));
        String help = out.toString();
        String commands =
                "status report connect forget prime rmpeer ipam check ping trace top bugreport"
                        + " completion version help";
        for (String command : commands.split(" ")) {
            assertTrue(help.contains("\n  " + command + " "), help);
        }
        assertFalse(help.contains("null"));
        assertEquals(0, run("connect", "--help"));
        assertEquals(0, run("help", "connect"));
        assertTrue(out.toString().contains("--replace"));
    }

    private String misuse(String... arguments) {
        int before = err.toString().length();
        assertEquals(2, run(arguments));
        String line = err.toString().substring(before);
        assertEquals(1, line.lines().count(), line);
        return line;
    }

    private int run(String... arguments) {
        return Weave.run(
                arguments, environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + form);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
