package weave.tools.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.testkit.Await;
import weave.tools.client.WeaveClient;
import weave.tools.log.CapturedLog;

class HttpServerTest {
    private static final String TOO_LARGE = "413 the body is longer than 65536 bytes\n";

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<CompletableFuture<Response>> postponed = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @TempDir private Path folder;

    @BeforeEach
    void serve() throws IOException {
        server = listen(TimeUnit.SECONDS.toNanos(30));
    }

    @AfterEach
    void stop() {
        server.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void shouldAnswerAndKeepTheConnectionWhenAskedTwice() throws IOException {
        try (Socket client = connect()) {
            send(client, "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals("200 fine", readOne(client));
            send(client, "GET /plain?a=b HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals("200 fine", readOne(client));
        }
    }

    @Test
    void shouldAnswerInOrderWhenRequestsArePipelined() throws IOException {
        try (Socket client = connect()) {
            send(
                    client,
                    "GET /later HTTP/1.1\r\n"
                            + "Host: localhost\r\n\r\n"
                            + "GET /plain HTTP/1.1\r\n"
                            + "Host: localhost\r\n\r\n");
            Await.until("asked", Duration.ofSeconds(20), () -> postponed.size() == 1);
            postponed.getFirst().complete(Response.text(200, "late"));
            assertEquals("200 late", readOne(client));
            assertEquals("200 fine", readOne(client));
        }
    }

    @Test
    void shouldGiveUpWhenTheClientHangsUp() throws IOException {
        try (Socket client = connect()) {
            send(client, "GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Await.until("asked", Duration.ofSeconds(20), () -> postponed.size() == 1);
        }
        Await.until("given up", Duration.ofSeconds(20), () -> postponed.getFirst().isCancelled());
    }

    @Test
    void shouldLetAnAnswerTakeLongerThanAClientMay() throws IOException {
        server.close();
        server = listen(TimeUnit.MILLISECONDS.toNanos(50));
        try (Socket client = connect()) {
            send(client, "GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Await.until("asked", Duration.ofSeconds(20), () -> postponed.size() == 1);
            loop.schedule(
                    () -> postponed.getFirst().complete(Response.text(200, "late")),
                    200,
                    TimeUnit.MILLISECONDS);
            assertEquals("200 late", readOne(client));
        }
    }

    @Test
    void shouldReadQueryAndFormWhenBothAreGiven() throws IOException {
        String form = "peer=10.0.0.1%3A6783&peer=host+two&replace=true";
        assertEquals(
                "200 [a, 10.0.0.1:6783, host two] true",
                ask(
                        "POST /form?peer=a HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                                + " application/x-www-form-urlencoded\r\nContent-Length: "
                                + form.length()
                                + "\r\n\r\n"
                                + form));
    }

    @Test
    void shouldLeaveTheBodyOutWhenAskedForTheHeadOnly() throws IOException {
        String reply = exchange("HEAD /plain HTTP/1.0\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 200 OK\r\n"), reply);
        assertTrue(reply.contains("content-length: 4\r\n"), reply);
        assertTrue(reply.endsWith("\r\n\r\n"), reply);
    }

    @Test
    void shouldRefuseWhatItDoesNotServe() throws IOException {
        assertEquals("404 404 page not found\n", ask("GET /nowhere HTTP/1.0\r\n\r\n"));
        assertEquals("404 404 page not found\n", ask("GET /plain/ HTTP/1.0\r\n\r\n"));
        assertEquals("405 /plain accepts GET only\n", ask("POST /plain HTTP/1.0\r\n\r\n"));
        assertEquals("405 /plain accepts GET only\n", ask("DELETE /plain HTTP/1.0\r\n\r\n"));
        assertEquals("405 /form accepts POST only\n", ask("GET /form HTTP/1.0\r\n\r\n"));
    }

    @Test
    void shouldAnswer500AndServeOnWhenAHandlerThrows() throws IOException {
        try (CapturedLog log = new CapturedLog()) {
            assertEquals("500 internal error; see the log\n", ask("GET /broken HTTP/1.0\r\n\r\n"));
            assertTrue(log.text().contains("GET /broken failed"), log.text());
            assertTrue(log.text().contains("IllegalStateException: a bug"), log.text());
        }
        assertEquals("200 fine", ask("GET /plain HTTP/1.0\r\n\r\n"));
    }

    @Test
    void shouldRefuseMalformedRequestsInOneLine() throws IOException {
        for (String request :
                List.of(
                        "nonsense\r\n\r\n",
                        "GET\r\n\r\n",
                        "GET /plain?a=%zz HTTP/1.0\r\n\r\n",
                        "GET /plain?a=%u HTTP/1.0\r\n\r\n",
                        "GET /" + "x".repeat(5_000) + " HTTP/1.0\r\n\r\n",
                        "GET /plain HTTP/1.0\r\nX: " + "y".repeat(20_000) + "\r\n\r\n")) {
            String reply = ask(request);
            String start = request.substring(0, Math.min(40, request.length()));
            assertTrue(reply.startsWith("400 malformed request: "), start + " -> " + reply);
            assertEquals(reply.length() - 1, reply.indexOf('\n'), reply);
        }
    }

    @Test
    void shouldRefuseABodyThatItDoesNotUnderstand() throws IOException {
        String json =
                "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        assertEquals(
                "415 the body is application/json: want application/x-www-form-urlencoded\n",
                ask(json + "Content-Length: 2\r\n\r\n{}"));
        assertEquals("200 [] false", ask(json + "Content-Length: 0\r\n\r\n"));
        String form = "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
        assertEquals(
                "400 malformed form: \"%zz\": a percent sign wants two hex digits\n",
                ask(form + "8\r\n\r\npeer=%zz"));
        assertEquals(
                "400 replace: \"yes\": want true or false\n", ask(form + "11\r\n\r\nreplace=yes"));
        assertEquals(
                "400 unknown parameter \"pear\": want peer, replace\n",
                ask(form + "6\r\n\r\npear=a"));
        assertEquals(
                "505 HTTP/9.9 is not spoken here: want HTTP/1.1\n",
                ask("GET /plain HTTP/9.9\r\nHost: localhost\r\n\r\n"));
    }

    @Test
    void shouldRefuseWebPages() throws IOException {
        String get = "GET /plain HTTP/1.1\r\nConnection: close\r\n";
        for (String host :
                List.of("127.0.0.1:6784", "localhost", "LOCALHOST:1", "[::1]:6784", "10.0.0.1")) {
            assertEquals("200 fine", ask(get + "Host: " + host + "\r\n\r\n"), host);
        }
        for (String host :
                List.of(
                        "evil.example",
                        "127.0.0.1.evil.example:6784",
                        "[evil]",
                        "localhost.evil")) {
            assertEquals(
                    "403 Host \""
                            + host
                            + "\" is not known here: ask by address, or as localhost\n",
                    ask(get + "Host: " + host + "\r\n\r\n"));
        }
        assertEquals(
                "403 asked for by a web page of \"http://evil.example\"\n",
                ask(get + "Host: 127.0.0.1\r\nOrigin: http://evil.example\r\n\r\n"));
        assertEquals(
                "403 asked for by a web page of \"null\"\n",
                ask(get + "Host: 127.0.0.1\r\nOrigin: null\r\n\r\n"));
        assertEquals(
                "200 fine",
                ask(get + "Host: 127.0.0.1:6784\r\nOrigin: http://127.0.0.1:6784\r\n\r\n"));
    }

    @Test
    void shouldRefuseABodyThatIsTooLong() throws IOException {
        String declared =
                "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n";
        assertEquals(TOO_LARGE, ask(declared));
        String expected =
                "POST /form HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                        + "Content-Length: 99999999\r\n\r\n";
        assertEquals(TOO_LARGE, ask(expected));
        String chunk = "2000\r\n" + "z".repeat(0x2000) + "\r\n";
        String chunked =
                "POST /form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunk.repeat(10)
                        + "0\r\n\r\n";
        assertEquals(TOO_LARGE, ask(chunked));
        assertEquals("200 fine", ask("GET /plain HTTP/1.0\r\n\r\n"));
    }

    @Test
    void shouldLetGoAClientThatDawdles() throws IOException {
        server.close();
        server = listen(TimeUnit.MILLISECONDS.toNanos(100));
        try (Socket client = connect()) {
            send(client, "GET /plain HTTP/1.1\r\nHo");
            assertEquals(-1, client.getInputStream().read());
        }
        try (Socket client = connect()) {
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void shouldServeAUnixSocketForItsOwnerAlone() throws IOException {
        HttpAddress address = HttpAddress.parse(folder.resolve("weave.sock").toString());
        HttpServer unix = HttpServer.listen(loop, address, routes());
        assertEquals("fine", new WeaveClient(address).status("").body());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("weave.sock"))));
        unix.close();
        assertFalse(Files.exists(folder.resolve("weave.sock")));
    }

    @Test
    void shouldReplaceASocketFileThatNobodyAnswers() throws IOException {
        Path path = folder.resolve("stale.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path));
        HttpAddress address = HttpAddress.parse(path.toString());
        try (HttpServer _ = HttpServer.listen(loop, address, routes())) {
            assertEquals("fine", new WeaveClient(address).status("").body());
        }
    }

    @Test
    void shouldRefuseAPathThatIsAnothers() throws IOException {
        Path path = folder.resolve("taken.sock");
        HttpAddress address = HttpAddress.parse(path.toString());
        try (HttpServer _ = HttpServer.listen(loop, address, routes())) {
            IOException taken =
                    assertThrows(
                            IOException.class, () -> HttpServer.listen(loop, address, routes()));
            assertTrue(taken.getMessage().endsWith("another daemon answers on it"));
        }
        Path file = Files.writeString(folder.resolve("file"), "precious");
        IOException noSocket =
                assertThrows(
                        IOException.class,
                        () ->
                                HttpServer.listen(
                                        loop, HttpAddress.parse(file.toString()), routes()));
        assertTrue(noSocket.getMessage().endsWith("a file that is no socket"));
        assertEquals("precious", Files.readString(file));
    }

    @Test
    void shouldNameTheAddressWhenItIsTaken() {
        HttpAddress taken = server.address();
        IOException refusal =
                assertThrows(IOException.class, () -> HttpServer.listen(loop, taken, routes()));
        assertEquals(
                "cannot listen at " + taken + ": address already in use", refusal.getMessage());
    }

    private Routes routes() {
        return new Routes()
                .add("GET", "/plain", _ -> answered("fine"))
                .add("GET", "/status", _ -> answered("fine"))
                .add(
                        "POST",
                        "/form",
                        request -> {
                            request.expect("peer", "replace");
                            return answered(request.all("peer") + " " + request.flag("replace"));
                        })
                .add("GET", "/later", _ -> later())
                .add(
                        "GET",
                        "/broken",
                        _ -> {
                            throw new IllegalStateException("a bug");
                        });
    }

    private CompletableFuture<Response> later() {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        postponed.add(answer);
        return answer;
    }

    private static CompletableFuture<Response> answered(String body) {
        return CompletableFuture.completedFuture(Response.text(Response.OK, body));
    }

    private HttpServer listen(long deadlineNanos) throws IOException {
        return HttpServer.listen(loop, HttpAddress.parse("127.0.0.1:0"), routes(), deadlineNanos);
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = ((HttpAddress.Tcp) server.address()).address();
        Socket client = new Socket(address.getAddress(), address.getPort());
        client.setSoTimeout(20_000);
        return client;
    }

    private static void send(Socket client, String request) throws IOException {
        client.getOutputStream().write(request.getBytes(ISO_8859_1));
    }

    private String exchange(String request) throws IOException {
        try (Socket client = connect()) {
            send(client, request);
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private String ask(String request) throws IOException {
        try (Socket client = connect()) {
            send(client, request);
            return readOne(client);
        }
    }

    /** Status and body of the next response. */
    private static String readOne(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head.toString(ISO_8859_1));
            }
            head.write(next);
        }
        String text = head.toString(ISO_8859_1);
        String length = text.replaceFirst("(?s).*content-length: ([0-9]+)\r\n.*", "$1");
        byte[] body = in.readNBytes(Integer.parseInt(length));
        return text.substring(9, 12) + " " + new String(body, ISO_8859_1);
    }
}
