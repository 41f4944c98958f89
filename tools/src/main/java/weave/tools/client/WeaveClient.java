package weave.tools.client;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import weave.tools.client.BareHttp.Reply;
import weave.tools.http.HttpAddress;

/** Asks a running daemon. Every question throws an {@link IOException} if nobody answers. */
public final class WeaveClient {
    /** Where a daemon listens unless told otherwise. */
    public static final String ADDRESS_DEFAULT = "127.0.0.1:6784";

    /** For an answer that may take as long as it takes. */
    public static final Duration FOR_EVER = Duration.ofDays(365);

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final BareHttp http;

    public WeaveClient(HttpAddress address) {
        this(address, TIMEOUT);
    }

    /**
     * @param timeout for an answer
     */
    public WeaveClient(HttpAddress address, Duration timeout) {
        http = new BareHttp(address, timeout);
    }

    /**
     * A status page.
     *
     * @param page {@code connections}, {@code peers}, {@code targets}, {@code dns}, or empty for
     *     the overview
     * @throws IOException if nobody answers; the message is one line
     */
    public Reply status(String page) throws IOException {
        return exchange("GET", page.isEmpty() ? "/status" : "/status/" + page, "");
    }

    /**
     * The report, by a template.
     *
     * @param template in the syntax of Go's text/template
     */
    public Reply report(String template) throws IOException {
        String format = URLEncoder.encode(template, StandardCharsets.UTF_8);
        return exchange("GET", "/report?format=" + format, "");
    }

    /**
     * One echo request over the way of frames.
     *
     * @param size bytes that the frame carries
     */
    public Reply ping(String peer, int size, int timeoutMillis) throws IOException {
        String form =
                "peer="
                        + URLEncoder.encode(peer, StandardCharsets.UTF_8)
                        + "&size="
                        + size
                        + "&timeout="
                        + timeoutMillis;
        return exchange("POST", "/ping", form);
    }

    /** The hops of frames between two places. */
    public Reply trace(String from, String to) throws IOException {
        return exchange(
                "GET",
                "/trace?from="
                        + URLEncoder.encode(from, StandardCharsets.UTF_8)
                        + "&to="
                        + URLEncoder.encode(to, StandardCharsets.UTF_8),
                "");
    }

    /** What monitoring systems read. */
    public Reply metrics() throws IOException {
        return exchange("GET", "/metrics", "");
    }

    /** The report, in JSON. */
    public Reply report() throws IOException {
        return exchange("GET", "/report", "");
    }

    /** Connects the daemon to peers, forgetting all others if {@code replace}. */
    public Reply connect(List<String> peers, boolean replace) throws IOException {
        return exchange(
                "POST", "/connect", new Form().all("peer", peers).flag("replace", replace).text());
    }

    /** Lets the daemon connect to these peers no more. */
    public Reply forget(List<String> peers) throws IOException {
        return exchange("POST", "/forget", new Form().all("peer", peers).text());
    }

    /** Waits until addresses can be handed out. */
    public Reply prime() throws IOException {
        return exchange("GET", "/ring", "");
    }

    /** Has the daemon take over the addresses of a peer that is gone for good, if it knows it. */
    public Reply removePeer(String peer) throws IOException {
        return exchange(
                "DELETE",
                "/peer/"
                        + URLEncoder.encode(peer, StandardCharsets.UTF_8).replace("+", "%20")
                        + "?strict=true",
                "");
    }

    /** Where peers contradict each other about addresses. */
    public Reply checkIpam() throws IOException {
        return exchange("GET", "/ipam/check", "");
    }

    /** Mends that, or only tells how. */
    public Reply repairIpam(boolean dryRun) throws IOException {
        return exchange("POST", "/ipam/repair", "dry-run=" + dryRun);
    }

    /**
     * Gives a container addresses; the answer lists them.
     *
     * @param switches of {@code POST /attach} that are to be on
     * @param names of it: one or none
     */
    public Reply attach(
            String container, List<String> addresses, List<String> switches, List<String> names)
            throws IOException {
        Form form =
                new Form()
                        .all("container", List.of(container))
                        .all("address", addresses)
                        .all("fqdn", names);
        switches.forEach(name -> form.flag(name, true));
        return exchange("POST", "/attach", form.text());
    }

    /** Takes addresses away from a container, all of them if none is named. */
    public Reply detach(String container, List<String> addresses) throws IOException {
        Form form = new Form().all("container", List.of(container)).all("address", addresses);
        return exchange("POST", "/detach", form.text());
    }

    /** Who is attached to the bridge: these containers, or everyone. */
    public Reply attached(List<String> containers) throws IOException {
        String query = new Form().all("container", containers).text();
        return exchange("GET", query.isEmpty() ? "/ps" : "/ps?" + query, "");
    }

    /**
     * Gives the host addresses on the bridge.
     *
     * @param names of them: one or none
     */
    public Reply expose(List<String> addresses, boolean masquerade, List<String> names)
            throws IOException {
        Form form =
                new Form()
                        .all("address", addresses)
                        .flag("skipNAT", !masquerade)
                        .all("fqdn", names);
        return exchange("POST", "/expose", form.text());
    }

    /** Takes the host's addresses on the bridge away, all of them if none is named. */
    public Reply hide(List<String> addresses) throws IOException {
        return exchange("POST", "/hide", new Form().all("address", addresses).text());
    }

    /** Has the daemon leave the mesh for good and hand its addresses to another peer. */
    public Reply leave() throws IOException {
        return exchange("DELETE", "/peer", "");
    }

    /** Ends the daemon; with {@code reset} it removes everything that it made on the host. */
    public Reply stop(boolean reset) throws IOException {
        return exchange("POST", "/stop", new Form().flag("reset", reset).text());
    }

    private Reply exchange(String method, String path, String form) throws IOException {
        return http.exchange(method, path, form);
    }

    /** A form in the making. */
    private static final class Form {
        private final StringJoiner fields = new StringJoiner("&");

        Form all(String name, List<String> values) {
            for (String value : values) {
                fields.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
            return this;
        }

        Form flag(String name, boolean value) {
            if (value) {
                fields.add(name + "=true");
            }
            return this;
        }

        String text() {
            return fields.toString();
        }
    }
}
