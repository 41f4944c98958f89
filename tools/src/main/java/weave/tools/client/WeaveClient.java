package weave.tools.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import weave.tools.http.HttpAddress;

/**
 * Asks a running daemon. Each call is one connection and one HTTP/1.0 exchange over a bare socket:
 * an HTTP library would take longer to load than the exchange takes.
 */
public final class WeaveClient {
    /** Where a daemon listens unless told otherwise. */
    public static final String ADDRESS_DEFAULT = "127.0.0.1:6784";

    /** More than any report has; a peer of the mesh takes about 300 bytes per connection. */
    private static final int REPLY_LENGTH_MAX = 256 << 20;

    private static final int HEAD_LENGTH_MAX = 65_536;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String HEAD_END = "\r\n\r\n";

    private final HttpAddress address;
    private final Duration timeout;

    public WeaveClient(HttpAddress address) {
        this(address, TIMEOUT);
    }

    WeaveClient(HttpAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    /**
     * What the daemon answered.
     *
     * @param status the HTTP status code
     */
    public record Reply(int status, String body) {
        private static final int OK_MAX = 299;

        public boolean isSuccess() {
            return status <= OK_MAX;
        }
    }

    /**
     * A status page.
     *
     * @param page {@code connections}, {@code peers}, {@code targets}, or empty for the overview
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

    /** The report, in JSON. */
    public Reply report() throws IOException {
        return exchange("GET", "/report", "");
    }

    /** Connects the daemon to peers, forgetting all others if {@code replace}. */
    public Reply connect(List<String> peers, boolean replace) throws IOException {
        String form = form(peers);
        return exchange("POST", "/connect", replace ? form + "&replace=true" : form);
    }

    /** Lets the daemon connect to these peers no more. */
    public Reply forget(List<String> peers) throws IOException {
        return exchange("POST", "/forget", form(peers));
    }

    private static String form(List<String> peers) {
        StringJoiner form = new StringJoiner("&");
        for (String peer : peers) {
            form.add("peer=" + URLEncoder.encode(peer, StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    private Reply exchange(String method, String path, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head =
                method
                        + " "
                        + path
                        + " HTTP/1.0\r\nHost: localhost\r\nContent-Type:"
                        + " application/x-www-form-urlencoded\r\nContent-Length: "
                        + content.length
                        + HEAD_END;
        try (SocketChannel channel = open()) {
            Thread watchdog = Thread.ofPlatform().daemon().start(() -> closeAfter(channel));
            channel.connect(socketAddress());
            send(channel, head.getBytes(StandardCharsets.US_ASCII));
            send(channel, content);
            Reply reply = parse(receive(channel));
            watchdog.interrupt();
            return reply;
        } catch (AsynchronousCloseException e) {
            throw new IOException("no answer within " + timeout.toSeconds() + " s", e);
        }
    }

    private SocketChannel open() throws IOException {
        return address instanceof HttpAddress.Unix
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private SocketAddress socketAddress() {
        return switch (address) {
            case HttpAddress.Unix unix -> UnixDomainSocketAddress.of(unix.path());
            case HttpAddress.Tcp tcp -> tcp.address();
            case HttpAddress.Off _ -> throw new IllegalArgumentException("no address");
        };
    }

    private void closeAfter(SocketChannel channel) {
        try {
            Thread.sleep(timeout);
            channel.close();
        } catch (InterruptedException | IOException _) {
            // Answered in time, or closed already.
        }
    }

    private static void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static byte[] receive(SocketChannel channel) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(HEAD_LENGTH_MAX);
        while (channel.read(buffer) >= 0) {
            received.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (received.size() > REPLY_LENGTH_MAX) {
                throw new IOException("the answer is longer than " + REPLY_LENGTH_MAX + " bytes");
            }
        }
        return received.toByteArray();
    }

    private static Reply parse(byte[] received) throws IOException {
        String text = new String(received, StandardCharsets.UTF_8);
        int end = text.indexOf(HEAD_END);
        if (end < 0 || !text.matches("(?s)HTTP/1\\.[01] [1-5][0-9]{2}[ \r].*")) {
            throw new IOException("the answer is no HTTP");
        }
        int status =
                Integer.parseInt(text.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        return new Reply(status, text.substring(end + HEAD_END.length()));
    }
}
