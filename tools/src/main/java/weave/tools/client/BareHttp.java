package weave.tools.client;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import weave.tools.http.HttpAddress;

/**
 * HTTP/1.0 over a bare TCP or unix socket, one connection an exchange: an HTTP library would take
 * longer to load than the exchange takes.
 */
public final class BareHttp {
    /** More than any report has; a peer of the mesh takes about 300 bytes per connection. */
    private static final int REPLY_LENGTH_MAX = 256 << 20;

    private static final int HEAD_LENGTH_MAX = 65_536;
    private static final String HEAD_END = "\r\n\r\n";

    /** A host that is there answers at once; one whose packets are dropped never does. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpAddress address;
    private final Duration connectTimeout;
    private final Duration timeout;

    /**
     * @param timeout of an exchange
     */
    public BareHttp(HttpAddress address, Duration timeout) {
        this(address, CONNECT_TIMEOUT, timeout);
    }

    BareHttp(HttpAddress address, Duration connectTimeout, Duration timeout) {
        this.address = address;
        this.connectTimeout = connectTimeout;
        this.timeout = timeout;
    }

    /**
     * What the server answered.
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
     * Sends a request and waits for the answer.
     *
     * @param form the body, encoded; may be empty
     * @throws IOException if nobody answers; the message is one line
     */
    public Reply exchange(String method, String path, String form) throws IOException {
        byte[] content = form.getBytes(StandardCharsets.UTF_8);
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
            try {
                connect(channel);
                send(channel, head.getBytes(StandardCharsets.US_ASCII));
                send(channel, content);
                return parse(receive(channel));
            } finally {
                watchdog.interrupt();
            }
        } catch (AsynchronousCloseException e) {
            throw new IOException("no answer within " + timeout.toSeconds() + " s", e);
        }
    }

    /**
     * Sends a request and reads the answer line by line, as long as it lasts. Interrupting the
     * thread ends that.
     *
     * @param begun run when the server has begun to answer
     * @return the status, if it is none of success; else when the server has ended
     * @throws IOException if nobody answers, or the connection breaks
     */
    public int follow(String path, Runnable begun, Consumer<String> lines) throws IOException {
        String head = "GET " + path + " HTTP/1.0\r\nHost: localhost" + HEAD_END;
        try (SocketChannel channel = open()) {
            connect(channel);
            send(channel, head.getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            String first = reader.readLine();
            if (first == null || !first.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
                throw new IOException("the answer is no HTTP");
            }
            int status = status(first);
            String line = reader.readLine();
            while (line != null && !line.isEmpty()) {
                line = reader.readLine();
            }
            if (status <= Reply.OK_MAX) {
                begun.run();
                reader.lines().forEach(lines);
            }
            return status;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private SocketChannel open() throws IOException {
        return address instanceof HttpAddress.Unix
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private void connect(SocketChannel channel) throws IOException {
        switch (address) {
            case HttpAddress.Unix unix -> channel.connect(UnixDomainSocketAddress.of(unix.path()));
            case HttpAddress.Tcp tcp -> connect(channel, tcp);
            case HttpAddress.Off _ -> throw new IllegalArgumentException("no address");
        }
    }

    private void connect(SocketChannel channel, HttpAddress.Tcp tcp) throws IOException {
        try {
            channel.socket().connect(tcp.address(), (int) connectTimeout.toMillis());
        } catch (SocketTimeoutException e) {
            throw new IOException("no connection within " + connectTimeout.toSeconds() + " s", e);
        }
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
        return new Reply(status(text), text.substring(end + HEAD_END.length()));
    }

    private static int status(String text) {
        return Integer.parseInt(text.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }
}
