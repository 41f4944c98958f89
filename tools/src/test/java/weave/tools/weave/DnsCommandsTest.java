package weave.tools.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The verbs about names against another HTTP server, which says what it was asked. */
class DnsCommandsTest {
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> pages = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer daemon;

    @BeforeEach
    void listen() throws IOException {
        daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        daemon.createContext("/", this::answer);
        daemon.start();
        pages.put("/domain", "weave.local.");
        pages.put("/dns-address", "172.17.0.1");
        pages.put("/ip/c1", "10.32.0.1/12 10.2.1.1/24");
    }

    @AfterEach
    void stop() {
        daemon.stop(0);
    }

    @Test
    void shouldAddEachAddress() {
        assertEquals(0, run("dns-add", "10.32.0.7", "fd00::7", "c1", "-h", "db.weave.local"));
        assertEquals(
                List.of(
                        "PUT /name/c1/10.32.0.7 fqdn=db.weave.local",
                        "PUT /name/c1/fd00::7 fqdn=db.weave.local"),
                asked);
    }

    @Test
    void shouldAddWhatIsNoContainer() {
        assertEquals(0, run("dns-add", "192.128.16.45", "-h", "db.weave.local"));
        assertEquals(List.of("PUT /name/weave%3Aextern/192.128.16.45 fqdn=db.weave.local"), asked);
    }

    @Test
    void shouldKnowAContainerByWhateverItIsCalled() {
        pages.put("/ident/web", "0123abcd\n");
        pages.put("/ps", "0123abcd 02:00:00:00:00:01 10.32.0.1/12 10.3.0.1/24\n");
        assertEquals(0, run("dns-add", "web", "-h", "db.weave.local"));
        assertEquals(
                List.of(
                        "PUT /name/0123abcd/10.32.0.1 fqdn=db.weave.local",
                        "PUT /name/0123abcd/10.3.0.1 fqdn=db.weave.local"),
                asked);
        asked.clear();
        assertEquals(0, run("dns-remove", "web"));
        assertEquals(List.of("DELETE /name/0123abcd?tell=true "), asked);
    }

    @Test
    void shouldAddTheAddressesOfTheContainerWhenNoneIsGiven() {
        assertEquals(0, run("dns-add", "c1", "-h", "Db.weave.local."));
        assertEquals(
                List.of(
                        "PUT /name/c1/10.32.0.1 fqdn=Db.weave.local.",
                        "PUT /name/c1/10.2.1.1 fqdn=Db.weave.local."),
                asked);
        asked.clear();
        assertEquals(1, run("dns-add", "c2", "-h", "db.weave.local"));
        assertEquals("weave: container c2 has no addresses: give one\n", err.toString());
        assertEquals(List.of(), asked);
    }

    @Test
    void shouldAddRecordsOfOtherTypes() {
        assertEquals(
                0,
                run(
                        "dns-add",
                        "-h",
                        "db.weave.local",
                        "--cname",
                        "db.example.com",
                        "--srv=5432:db1.weave.local:10"));
        assertEquals(
                List.of(
                        "PUT /name/weave%3Aextern"
                                + " fqdn=db.weave.local&record=CNAME%20db.example.com",
                        "PUT /name/weave%3Aextern"
                            + " fqdn=db.weave.local&record=SRV%2010%200%205432%20db1.weave.local"),
                asked);
    }

    @Test
    void shouldRemoveWhatIsSaid() {
        assertEquals(0, run("dns-remove", "c1"));
        assertEquals(0, run("dns-remove", "10.32.0.1", "c1", "-h", "db.weave.local"));
        assertEquals(0, run("dns-remove", "10.32.0.1", "-h", "db.weave.local"));
        assertEquals(0, run("dns-remove", "-h", "db.weave.local", "--cname=a.b"));
        assertEquals(
                List.of(
                        "DELETE /name/c1?tell=true ",
                        "DELETE /name/c1/10.32.0.1?tell=true&fqdn=db.weave.local ",
                        "DELETE /name/weave%3Aextern/10.32.0.1?tell=true&fqdn=db.weave.local ",
                        "DELETE /name/weave%3Aextern"
                                + "?tell=true&fqdn=db.weave.local&record=CNAME%20a.b "),
                asked);
        assertEquals("", err.toString());
    }

    @Test
    void shouldSayOnceThatThereWasNothingToRemove() {
        pages.put("/name/c1", "nothing to remove: no name of container c1\n");
        assertEquals(0, run("dns-remove", "c1"));
        assertEquals("", out.toString());
        assertEquals("weave: nothing to remove: no name of container c1\n", err.toString());
    }

    @Test
    void shouldShowTheFlagsForDocker() {
        assertEquals(0, run("dns-args"));
        assertEquals("--dns=172.17.0.1 --dns-search=weave.local.\n", out.toString());
    }

    @Test
    void shouldRefuseFlagsThatNoContainerCouldUse() {
        pages.put("/dns-address", "0.0.0.0");
        assertEquals(1, run("dns-args"));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("--dns-listen-address"), err.toString());
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void shouldSayThatThePortWasTaken() {
        pages.remove("/dns-address-port");
        assertEquals(1, run("dns-lookup", "db"));
        assertTrue(err.toString().contains("port 53 was taken"), err.toString());
        assertFalse(err.toString().contains("--no-dns"), err.toString());
        pages.remove("/dns-address");
        err.getBuffer().setLength(0);
        assertEquals(1, run("dns-args"));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("port 53 was taken"), err.toString());
    }

    @Test
    void shouldShowNoFlagsWhenNamesAreSwitchedOff() {
        pages.clear();
        assertEquals(0, run("dns-args"));
        assertEquals("", out.toString());
        assertEquals(1, run("dns-lookup", "db"));
        assertTrue(err.toString().contains("--no-dns"), err.toString());
    }

    @Test
    void shouldExitWith2AndOneLineWhenMisused() {
        assertMisuse("weave dns-add: want a name, with -h", "dns-add", "10.32.0.1");
        assertMisuse(
                "weave dns-add: want an IP address, a container", "dns-add", "-h", "a.weave.local");
        assertMisuse(
                "weave dns-add: \"x\": want an IP address",
                "dns-add",
                "x",
                "c1",
                "-h",
                "a.weave.local");
        assertMisuse(
                "weave dns-add: -h: \"db.example.com\": want a name like db.weave.local.",
                "dns-add",
                "10.32.0.1",
                "-h",
                "db.example.com");
        assertMisuse(
                "weave dns-add: --srv: \"80\": want <port>:<name>",
                "dns-add",
                "-h",
                "a.weave.local",
                "--srv=80");
        assertMisuse("weave dns-remove: want a container", "dns-remove", "10.32.0.1");
        assertMisuse("weave dns-lookup: Missing required parameter: '<name>'", "dns-lookup");
        assertMisuse("weave dns-lookup: \"a..b\": want a name", "dns-lookup", "a..b");
        assertMisuse("weave dns-args: takes no argument", "dns-args", "x");
    }

    private void assertMisuse(String line, String... arguments) {
        err.getBuffer().setLength(0);
        assertEquals(2, run(arguments), () -> String.join(" ", arguments));
        assertTrue(err.toString().contains(line), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    private int run(String... arguments) {
        Map<String, String> environment =
                Map.of("WEAVE_HTTP_ADDR", "127.0.0.1:" + daemon.getAddress().getPort());
        return Weave.run(
                arguments, environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /** Pages, or else 204 for what changes something and 404 for what does not. */
    private void answer(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String page = pages.get(exchange.getRequestURI().getPath());
        boolean isChange = !exchange.getRequestMethod().equals("GET");
        if (isChange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + form);
        }
        byte[] bytes = page == null ? new byte[0] : page.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                page != null ? 200 : isChange ? 204 : 404, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
