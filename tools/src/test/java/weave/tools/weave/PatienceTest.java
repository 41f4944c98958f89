package weave.tools.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import weave.testkit.Await;

class PatienceTest {
    private static final String SAID =
            "weave: waiting for consensus (quorum: 2, known: 1); see weave status ipam\n";

    private final StringWriter err = new StringWriter();

    @Test
    void shouldSayWhatItWaitsForWhenNobodyAnswers() throws IOException {
        HttpServer daemon =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        daemon.createContext(
                "/status",
                e -> answer(e, "       Status: awaiting consensus (quorum: 2, known: 1)\n"));
        daemon.createContext("/ring", this::answerAtLast);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            daemon.setExecutor(threads);
            daemon.start();
            String[] arguments = {
                "--http-addr=127.0.0.1:" + daemon.getAddress().getPort(), "prime"
            };
            PrintWriter out = new PrintWriter(new StringWriter());
            int status = Weave.run(arguments, Map.of(), out, new PrintWriter(err, true));
            assertEquals(0, status, err.toString());
            assertEquals(SAID, err.toString());
        } finally {
            daemon.stop(0);
        }
    }

    private void answerAtLast(HttpExchange exchange) throws IOException {
        Await.until(
                () -> "it is said: " + err,
                Duration.ofSeconds(20),
                () -> err.toString().equals(SAID));
        answer(exchange, "");
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
