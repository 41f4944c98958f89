package weave.tools.trace;

import java.net.InetAddress;
import java.util.Optional;

/** Somebody who may know at which peer an IP address of the overlay is. Does not block for long. */
@FunctionalInterface
public interface AddressOwner {
    /**
     * @return empty if unknown
     */
    Optional<Owner> ownerOf(InetAddress address);

    /** Whose it is. */
    sealed interface Owner {
        /** A container or a bridge with this MAC address, 48 bits. */
        record Mac(long mac) implements Owner {}

        /** A peer, by its name's value. */
        record Peer(long name) implements Owner {}
    }
}
