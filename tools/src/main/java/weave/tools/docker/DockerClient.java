package weave.tools.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import weave.tools.client.BareHttp;
import weave.tools.http.HttpAddress;

/**
 * Asks Docker. Paths without a version get the daemon's own newest version of the API, so no
 * version of Docker is too new or too old.
 */
public final class DockerClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int NOT_FOUND = 404;
    private static final String UNIX = "unix://";
    private static final String TCP = "tcp://";

    private final HttpAddress address;
    private final BareHttp http;
    private final ObjectMapper json = new ObjectMapper();

    public DockerClient(HttpAddress address) {
        this.address = address;
        this.http = new BareHttp(address, TIMEOUT);
    }

    /**
     * Reads an endpoint as Docker writes it: {@code unix:///var/run/docker.sock}, {@code
     * tcp://127.0.0.1:2375}, or what follows these. Blank means no Docker.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static HttpAddress parse(String endpoint) {
        if (endpoint.startsWith(UNIX)) {
            return HttpAddress.parse(endpoint.substring(UNIX.length()));
        }
        return HttpAddress.parse(
                endpoint.startsWith(TCP) ? endpoint.substring(TCP.length()) : endpoint);
    }

    /**
     * Looks a container up by its id, the beginning of its id, or its name.
     *
     * @return empty if there is none
     * @throws IOException if Docker does not answer; the message is one line
     */
    public Optional<DockerContainer> container(String idOrName) throws IOException {
        String encoded = URLEncoder.encode(idOrName, StandardCharsets.UTF_8);
        BareHttp.Reply reply = http.exchange("GET", "/containers/" + encoded + "/json", "");
        if (reply.status() == NOT_FOUND) {
            return Optional.empty();
        }
        if (!reply.isSuccess()) {
            throw new IOException("Docker: " + message(reply.body()));
        }
        return Optional.of(container(parsed(reply.body())));
    }

    /**
     * All containers that run, or that Docker would have run.
     *
     * @return their ids
     * @throws IOException if Docker does not answer; the message is one line
     */
    public Set<String> running() throws IOException {
        BareHttp.Reply reply = http.exchange("GET", "/containers/json", "");
        if (!reply.isSuccess()) {
            throw new IOException("Docker: " + message(reply.body()));
        }
        Set<String> ids = new HashSet<>();
        parsed(reply.body()).forEach(container -> ids.add(container.path("Id").asText()));
        return ids;
    }

    /** What becomes of containers. */
    public interface Events {
        /** From now on nothing is missed. */
        void begun();

        void started(String id);

        void died(String id);

        /** It is removed. */
        void destroyed(String id);
    }

    /**
     * Tells what becomes of containers, as long as Docker does. Interrupting the thread ends that.
     *
     * @throws IOException if Docker does not answer; the message is one line
     */
    public void follow(Events events) throws IOException {
        String filters = "{\"type\":[\"container\"],\"event\":[\"start\",\"die\",\"destroy\"]}";
        String path = "/events?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8);
        int status = http.follow(path, events::begun, line -> tell(line, events));
        throw new IOException("Docker ended its events, status " + status);
    }

    private void tell(String line, Events events) {
        JsonNode event;
        try {
            event = json.readTree(line);
        } catch (JsonProcessingException _) {
            // No event.
            return;
        }
        String id = event.path("Actor").path("ID").asText();
        switch (event.path("Action").asText()) {
            case "start" -> events.started(id);
            case "die" -> events.died(id);
            case "destroy" -> events.destroyed(id);
            default -> {}
        }
    }

    private JsonNode parsed(String body) throws IOException {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("what answers at " + address + " is not Docker", e);
        }
    }

    /** Docker says {@code {"message":"…"}}. */
    private String message(String body) {
        try {
            return json.readTree(body).path("message").asText(body).replaceAll("\\s+", " ");
        } catch (JsonProcessingException e) {
            return body.replaceAll("\\s+", " ");
        }
    }

    private static DockerContainer container(JsonNode tree) throws IOException {
        String id = tree.path("Id").asText();
        if (id.isEmpty()) {
            throw new IOException("Docker answered without a container's id");
        }
        String hosts = tree.path("HostsPath").asText();
        return new DockerContainer(
                id,
                tree.path("Name").asText().replaceFirst("^/", ""),
                tree.path("State").path("Pid").asLong(),
                tree.path("Config").path("Hostname").asText(),
                tree.path("Config").path("Domainname").asText(),
                hosts.isEmpty() ? null : Path.of(hosts));
    }

    @Override
    public String toString() {
        return "Docker at " + address;
    }
}
