package weave.tools.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Where HTTP is served: a TCP address, a unix socket, or nowhere. */
public sealed interface HttpAddress {
    /** {@code sun_path} of {@code <sys/un.h>} holds 108 bytes, the last of them zero. */
    int UNIX_PATH_LENGTH_MAX = 107;

    int PORT_MAX = 65_535;

    /** Not served. */
    record Off() implements HttpAddress {
        @Override
        public String toString() {
            return "off";
        }
    }

    /** {@code host:port}. */
    record Tcp(InetSocketAddress address) implements HttpAddress {
        @Override
        public String toString() {
            String host = address.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        }
    }

    /** A unix domain socket in the file system. */
    record Unix(Path path) implements HttpAddress {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * Reads {@code host:port}, {@code :port} (every address of the host), {@code [v6]:port}, or an
     * absolute path. Blank means off.
     *
     * @throws IllegalArgumentException if it is anything else; the message says what is accepted
     */
    static HttpAddress parse(String text) {
        if (text.isBlank()) {
            return new Off();
        }
        if (text.startsWith("/")) {
            return unix(text);
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw malformed(text);
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw malformed(text);
        }
        return new Tcp(new InetSocketAddress(resolve(host, text), port(text, colon)));
    }

    private static HttpAddress unix(String text) {
        if (text.length() > UNIX_PATH_LENGTH_MAX || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the path of a unix socket has at most " + UNIX_PATH_LENGTH_MAX + " bytes");
        }
        return new Unix(Path.of(text));
    }

    private static int port(String text, int colon) {
        String digits = text.substring(colon + 1);
        if (!digits.matches("[0-9]{1,5}")) {
            throw malformed(text);
        }
        int port = Integer.parseInt(digits);
        if (port > PORT_MAX) {
            throw malformed(text);
        }
        return port;
    }

    private static InetAddress resolve(String host, String text) {
        try {
            return host.isEmpty()
                    ? InetAddress.getByAddress(new byte[4])
                    : InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": no such host \"" + host + "\"", e);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "\""
                        + text
                        + "\" is no address: want host:port, or the absolute path of a unix"
                        + " socket, or nothing to switch it off");
    }
}
