package weave.gossip.mesh;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A peer we were told to connect to.
 *
 * @param given its text, as given
 * @param port 0 if none was given: then it is ours
 */
record DirectPeer(String given, InetAddress address, int port) {
    /** The key of its target, {@code ip:port}. */
    String target(int defaultPort) {
        return AddressText.of(address, port == 0 ? defaultPort : port);
    }

    /** Whether somebody who writes {@code text} means this one: by its name or by its address. */
    boolean isMeant(String text, int defaultPort) {
        if (text.equals(given)) {
            return true;
        }
        Optional<PeerText> meant = PeerText.parse(text);
        Optional<PeerText> known = PeerText.parse(given);
        if (meant.isEmpty() || known.isEmpty()) {
            return false;
        }
        boolean samePort = meant.get().portOr(defaultPort) == known.get().portOr(defaultPort);
        boolean sameName = meant.get().host().equalsIgnoreCase(known.get().host());
        boolean sameAddress = meant.get().literal().filter(address::equals).isPresent();
        return samePort && (sameName || sameAddress);
    }
}
