package weave.tools.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.tools.http.HttpAddress;

/** The client against a server that says what it is told to. */
class DockerClientTest {
    private HttpServer server;
    private String asked = "";
    private int status = 200;
    private String body = "";

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldReadAContainer() throws IOException {
        body =
                """
                {"Id":"f00d","Name":"/web","State":{"Running":true,"Pid":1234},
                 "Config":{"Hostname":"a1","Domainname":"weave.local"},"HostsPath":"/x/hosts"}
                """;
        assertEquals(
                Optional.of(
                        new DockerContainer(
                                "f00d", "web", 1234, "a1", "weave.local", Path.of("/x/hosts"))),
                client().container("web"));
        assertEquals("GET /containers/web/json", asked);
        client().container("../images/x");
        assertEquals("GET /containers/..%2Fimages%2Fx/json", asked);
    }

    @Test
    void shouldTellAContainerThatDoesNotRun() throws IOException {
        body = "{\"Id\":\"f00d\",\"State\":{\"Pid\":0},\"HostsPath\":\"\"}";
        DockerContainer container = client().container("f00d").orElseThrow();
        assertFalse(container.isRunning());
        assertEquals(null, container.hostsFile());
    }

    @Test
    void shouldTellWhatIsNotThereFromWhatIsWrong() throws IOException {
        status = 404;
        assertEquals(Optional.empty(), client().container("nothing"));
        status = 500;
        body = "{\"message\":\"out of\\nsorts\"}";
        IOException e = assertThrows(IOException.class, () -> client().container("web"));
        assertEquals("Docker: out of sorts", e.getMessage());
        status = 200;
        for (String wrong : new String[] {"", "<html>", "{}", "[]", "{\"Id\":"}) {
            body = wrong;
            e = assertThrows(IOException.class, () -> client().container("web"), wrong);
            assertEquals(1, e.getMessage().lines().count());
        }
    }

    @Test
    void shouldReadEndpointsAsDockerWritesThem() {
        assertEquals("/var/run/docker.sock", text("unix:///var/run/docker.sock"));
        assertEquals("/var/run/docker.sock", text("/var/run/docker.sock"));
        assertEquals("127.0.0.1:2375", text("tcp://127.0.0.1:2375"));
        assertTrue(DockerClient.parse("") instanceof HttpAddress.Off);
        assertThrows(IllegalArgumentException.class, () -> DockerClient.parse("npipe://x"));
    }

    private static String text(String endpoint) {
        return DockerClient.parse(endpoint).toString();
    }

    private DockerClient client() {
        return new DockerClient(new HttpAddress.Tcp(server.getAddress()));
    }
}
