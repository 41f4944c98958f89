package weave.tools.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.gossip.store.StateStore;
import weave.tools.docker.DockerClient;
import weave.tools.http.HttpAddress;
import weave.tools.log.CapturedLog;

/** A Docker that goes on telling of events, but refuses twice to tell who runs. */
class DockerWatchTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private final AtomicInteger questions = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/events", this::last);
        server.createContext("/containers/json", this::refuseTwice);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void shouldAskAgainWhoRunsWhenDockerDidNotTell() throws IOException {
        DockerWatch watch =
                new DockerWatch(
                        new DockerClient(new HttpAddress.Tcp(server.getAddress())),
                        new Attendance(
                                StateStore.open(folder + "/w"),
                                AddressPool.none(),
                                NameRegistry.none()));
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 1; i <= 3; i++) {
                assertTimeoutPreemptively(SOON, watch::follow);
                assertEquals(i, questions.get());
            }
            assertEquals(1, log.text().lines().count(), log.text());
        }
    }

    /** Once it has told who runs, this test needs no more. */
    private void last(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('\n');
        exchange.getResponseBody().flush();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private void refuseTwice(HttpExchange exchange) throws IOException {
        boolean isRefused = questions.incrementAndGet() < 3;
        byte[] bytes =
                (isRefused ? "{\"message\":\"busy\"}" : "[]").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(isRefused ? 500 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
        if (!isRefused) {
            end.countDown();
        }
    }
}
