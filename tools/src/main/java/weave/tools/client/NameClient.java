package weave.tools.client;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import weave.tools.client.BareHttp.Reply;
import weave.tools.http.HttpAddress;

/** Asks a running daemon about names. Throws an {@link IOException} if nobody answers. */
public final class NameClient {
    /** The status of what the daemon does not serve: its service is switched off. */
    public static final int NOT_FOUND = 404;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final BareHttp http;

    public NameClient(HttpAddress address) {
        http = new BareHttp(address, TIMEOUT);
    }

    /** Where the daemon answers questions about names: its address alone. */
    public Reply dnsAddress() throws IOException {
        return http.exchange("GET", "/dns-address", "");
    }

    /** The same with the port. */
    public Reply dnsAddressAndPort() throws IOException {
        return http.exchange("GET", "/dns-address-port", "");
    }

    /** The domain of the daemon's names. */
    public Reply domain() throws IOException {
        return http.exchange("GET", "/domain", "");
    }

    /** Gives an address a name. */
    public Reply add(String container, String hostname, String address) throws IOException {
        return http.exchange("PUT", path(container) + "/" + address, "fqdn=" + encoded(hostname));
    }

    /** Gives a name a record of any type, such as {@code CNAME db.example.com}. */
    public Reply addRecord(String container, String hostname, String record) throws IOException {
        return http.exchange(
                "PUT", path(container), "fqdn=" + encoded(hostname) + "&record=" + encoded(record));
    }

    /**
     * Takes names of a container away. The answer, like that of all that takes away, says so if
     * there was nothing.
     */
    public Reply remove(String container, Optional<String> hostname) throws IOException {
        return http.exchange("DELETE", path(container) + query(hostname, Optional.empty()), "");
    }

    /** Takes the name of an address away. */
    public Reply remove(String container, String address, Optional<String> hostname)
            throws IOException {
        String query = query(hostname, Optional.empty());
        return http.exchange("DELETE", path(container) + "/" + address + query, "");
    }

    /** Takes a record of any type away. */
    public Reply removeRecord(String container, String record, Optional<String> hostname)
            throws IOException {
        return http.exchange("DELETE", path(container) + query(hostname, Optional.of(record)), "");
    }

    /**
     * Under what the names of a container go: a container of Docker's may be called by its name.
     *
     * @param container as somebody called it; the answer for whoever the daemon does not know
     */
    public String ident(String container) throws IOException {
        Reply reply = http.exchange("GET", "/ident/" + encoded(container), "");
        return reply.isSuccess() ? reply.body().strip() : container;
    }

    /** The addresses that a container has on the switch, without their prefixes. */
    public List<String> addressesOf(String container) throws IOException {
        Reply attached = http.exchange("GET", "/ps?container=" + encoded(container), "");
        if (attached.isSuccess() && !attached.body().isBlank()) {
            // Behind its id and its MAC.
            return Stream.of(attached.body().strip().split("\\s+"))
                    .skip(2)
                    .map(NameClient::address)
                    .toList();
        }
        Reply allocated = http.exchange("GET", "/ip/" + encoded(container), "");
        return allocated.isSuccess() && !allocated.body().isBlank()
                ? Stream.of(allocated.body().strip().split("\\s+"))
                        .map(NameClient::address)
                        .toList()
                : List.of();
    }

    private static String address(String cidr) {
        return cidr.replaceFirst("/.*", "");
    }

    private static String path(String container) {
        return "/name/" + encoded(container);
    }

    private static String query(Optional<String> hostname, Optional<String> record) {
        StringJoiner query = new StringJoiner("&", "?", "").add("tell=true");
        hostname.ifPresent(name -> query.add("fqdn=" + encoded(name)));
        record.ifPresent(data -> query.add("record=" + encoded(data)));
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
