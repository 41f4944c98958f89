package weave.gossip.mesh;

import java.net.InetAddress;

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
}
