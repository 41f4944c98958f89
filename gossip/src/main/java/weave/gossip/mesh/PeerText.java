package weave.gossip.mesh;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A peer as people write it: {@code host}, {@code host:port}, {@code [v6]:port}. The host is an
 * address or a name yet to be looked up.
 *
 * @param given the whole text
 * @param port 0 if none was given
 */
record PeerText(String given, String host, int port) {
    private static final int NAME_LENGTH_MAX = 253;
    private static final Pattern NAME =
            Pattern.compile("(?!-)[A-Za-z0-9_-]{1,63}(\\.(?!-)[A-Za-z0-9_-]{1,63})*\\.?");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

    /** Empty if the text can be no peer. */
    static Optional<PeerText> parse(String text) {
        String given = text.strip();
        if (AddressText.literal(given) != null) {
            return Optional.of(new PeerText(given, given, 0));
        }
        int colon = given.lastIndexOf(':');
        boolean bracketed = given.startsWith("[") && given.endsWith("]");
        String host = colon < 0 || bracketed ? given : given.substring(0, colon);
        int port = colon < 0 || bracketed ? 0 : AddressText.port(given.substring(colon + 1));
        boolean portGiven = colon >= 0 && !bracketed;
        if (portGiven && port <= 0) {
            return Optional.empty();
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            String inner = host.substring(1, host.length() - 1);
            return AddressText.literal(inner) == null
                    ? Optional.empty()
                    : Optional.of(new PeerText(given, inner, port));
        }
        return isHost(host) ? Optional.of(new PeerText(given, host, port)) : Optional.empty();
    }

    /** The port, or what is meant when none was given. */
    int portOr(int byDefault) {
        return port == 0 ? byDefault : port;
    }

    /** The address, if the host is one. */
    Optional<InetAddress> literal() {
        return Optional.ofNullable(AddressText.literal(host));
    }

    /** What looks like an IPv4 address has to be one. */
    private static boolean isHost(String host) {
        if (DIGITS_AND_DOTS.matcher(host).matches()) {
            return AddressText.literal(host) != null;
        }
        return host.length() <= NAME_LENGTH_MAX && NAME.matcher(host).matches();
    }
}
