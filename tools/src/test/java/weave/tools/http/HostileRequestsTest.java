package weave.tools.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.testkit.Await;
import weave.testkit.Seed;
import weave.tools.client.WeaveClient;
import weave.tools.log.CapturedLog;

/** What no client of good will sends: the server stays small, and there for the others. */
class HostileRequestsTest {
    private static final int REQUESTS = 100_000;
    private static final int OTHERS_EVERY = 5_000;
    private static final long GROWTH_MAX = 64L << 20;
    private static final int DAWDLERS_MAX = 200;
    private static final int BIG = 4 << 20;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Random random = new Random(Seed.next(HostileRequestsTest.class));
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final AtomicInteger bigAnswers = new AtomicInteger();
    private final List<CompletableFuture<Response>> postponed = new CopyOnWriteArrayList<>();
    private final Deque<Socket> dawdlers = new ArrayDeque<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server =
                HttpServer.listen(
                        loop,
                        HttpAddress.parse("127.0.0.1:0"),
                        routes(),
                        TimeUnit.SECONDS.toNanos(20));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket dawdler : dawdlers) {
            dawdler.close();
        }
        server.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void shouldServeOthersWhateverIsSent() throws IOException {
        assertServesOthers();
        long before = usedAfterCollection();
        int sent = 0;
        try (CapturedLog log = new CapturedLog()) {
            while (sent < REQUESTS) {
                int until = Math.min(sent + 1 + random.nextInt(20), REQUESTS);
                boolean checks = until / OTHERS_EVERY > sent / OTHERS_EVERY;
                sent = sendUntil(until, sent);
                if (checks) {
                    assertServesOthers();
                }
            }
            assertEquals("", log.text());
        }
        assertEquals(REQUESTS, sent);
        long after = usedAfterCollection();
        assertTrue(after - before < GROWTH_MAX, () -> "grew by " + (after - before));
    }

    @Test
    void shouldServeOthersWhenManyKeepTheirRequestsBack() throws IOException {
        for (int i = 0; i < 2 * Clients.CLIENTS_MAX; i++) {
            Socket dawdler = connect();
            dawdlers.add(dawdler);
            dawdler.getOutputStream().write("GET /plain HTTP/1.1\r\nHo".getBytes(ISO_8859_1));
        }
        assertServesOthers();
        // The first ones made room.
        assertEquals(-1, dawdlers.getFirst().getInputStream().read());
    }

    @Test
    void shouldLetGoOfNobodyWhoWaitsForIt() throws IOException {
        for (int i = 0; i < Clients.CLIENTS_MAX; i++) {
            Socket patient = connect();
            dawdlers.add(patient);
            patient.getOutputStream()
                    .write("GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
        }
        Await.until("all ask", SOON, () -> postponed.size() == Clients.CLIENTS_MAX);
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 2; i++) {
                try (Socket oneMore = connect()) {
                    oneMore.getOutputStream()
                            .write(
                                    "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                            .getBytes(ISO_8859_1));
                    byte[] answer = oneMore.getInputStream().readAllBytes();
                    assertTrue(new String(answer, ISO_8859_1).startsWith("HTTP/1.1 503 "));
                }
            }
            assertEquals(1, log.text().lines().count(), log.text());
            assertTrue(log.text().contains("128 clients wait for answers"), log.text());
        }
        postponed.forEach(answer -> answer.complete(Response.text(200, "late")));
        for (Socket patient : dawdlers) {
            assertEquals('H', patient.getInputStream().read());
        }
    }

    @Test
    void shouldMakeOneAnswerAtATimeForAClientThatDoesNotListen() throws IOException {
        try (Socket deaf = connect()) {
            String many = "GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000);
            deaf.getOutputStream().write(many.getBytes(ISO_8859_1));
            Await.until("asked", SOON, () -> bigAnswers.get() > 0);
            assertServesOthers();
            // What the sockets' buffers take, and one more.
            assertTrue(bigAnswers.get() < 10, () -> bigAnswers + " at once");
        }
    }

    private Routes routes() {
        String big = "b".repeat(BIG);
        return new Routes()
                .add("GET", "/status", _ -> answered("fine"))
                .add(
                        "GET",
                        "/big",
                        _ -> {
                            bigAnswers.incrementAndGet();
                            return answered(big);
                        })
                .add(
                        "GET",
                        "/later",
                        _ -> {
                            CompletableFuture<Response> answer = new CompletableFuture<>();
                            postponed.add(answer);
                            return answer;
                        })
                .add(
                        "POST",
                        "/form/{id}",
                        request -> {
                            request.expect("peer", "replace", "size");
                            request.flag("replace");
                            request.number("size", 1, 100);
                            return answered(request.part("id") + request.all("peer"));
                        });
    }

    private static CompletableFuture<Response> answered(String body) {
        return CompletableFuture.completedFuture(Response.text(Response.OK, body));
    }

    /** Sends through one connection for as long as it is held. */
    private int sendUntil(int until, int from) throws IOException {
        int sent = from;
        Socket socket = connect();
        try {
            while (sent < until) {
                sent++;
                socket.getOutputStream().write(hostile());
                drain(socket.getInputStream());
            }
        } catch (IOException letGo) {
            // It may be.
        }
        if (random.nextInt(10) == 0) {
            dawdlers.add(socket);
            if (dawdlers.size() > DAWDLERS_MAX) {
                dawdlers.pop().close();
            }
        } else {
            socket.close();
        }
        return sent;
    }

    private void assertServesOthers() {
        try {
            assertEquals("fine", new WeaveClient(server.address(), SOON).status("").body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] hostile() {
        return switch (random.nextInt(24)) {
            case 0 -> tooLong().getBytes(ISO_8859_1);
            case 1, 2 -> noise(random.nextInt(600));
            case 3, 4, 5 -> odd().getBytes(ISO_8859_1);
            case 6, 7, 8 -> cut(valid());
            case 9 -> valid().repeat(random.nextInt(100)).getBytes(ISO_8859_1);
            default -> damaged(valid());
        };
    }

    private String valid() {
        String form = "peer=10.0.0.1%3A6783&peer=x&replace=true&size=7";
        return random.nextBoolean()
                ? "GET /status?a=b HTTP/1.1\r\nHost: localhost\r\n\r\n"
                : "POST /form/c1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                        + form.length()
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
                        + form;
    }

    private String tooLong() {
        int length = 1 + random.nextInt(100_000);
        String post = "POST /form/c1 HTTP/1.1\r\nHost: localhost\r\n";
        return switch (random.nextInt(5)) {
            case 0 -> "GET /" + "x".repeat(length) + " HTTP/1.1\r\n\r\n";
            case 1 -> "GET /status HTTP/1.1\r\nX: " + "y".repeat(length) + "\r\n\r\n";
            case 2 -> "GET /status HTTP/1.1\r\n" + "a:b\r\n".repeat(length / 5) + "\r\n";
            case 3 -> post + "Content-Length: " + length + "0000\r\n\r\n" + "z".repeat(length);
            default ->
                    post
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + ("1000\r\n" + "z".repeat(0x1000) + "\r\n").repeat(length / 0x1000)
                            + "0\r\n\r\n";
        };
    }

    private String odd() {
        String[] odds = {
            "GET /status HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            "GET /status HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n",
            "GET /status HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            "GET /status HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
            "POST /form/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
            "POST /form/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n",
            "POST /form/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "POST /form/a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n",
            "POST /form/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /form/a?" + "x&".repeat(1_500) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /form/a?size=99999999999 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET /status HTTP/1.1\r\n folded\r\n\r\n",
            "CONNECT localhost:1 HTTP/1.1\r\n\r\n",
            "\r\n\r\n\r\n\r\n",
            "GET /status\u0000 HTTP/1.1\r\nHost: \u0000\r\n\r\n"
        };
        return odds[random.nextInt(odds.length)];
    }

    private byte[] cut(String request) {
        return request.substring(0, random.nextInt(request.length())).getBytes(ISO_8859_1);
    }

    private byte[] damaged(String request) {
        byte[] bytes = request.getBytes(ISO_8859_1);
        for (int i = random.nextInt(8); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Leaves no port of ours waiting behind. */
    private Socket connect() throws IOException {
        InetSocketAddress address = ((HttpAddress.Tcp) server.address()).address();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout((int) SOON.toMillis());
        socket.setSoLinger(true, 0);
        return socket;
    }

    private static void drain(InputStream in) throws IOException {
        while (in.available() > 0) {
            in.skip(in.available());
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        long direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
    }
}
