package weave.gossip.mesh;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Makes direct peers of what people write. Asked once; what is no address has to be looked up. */
final class PeerResolver {
    private final List<DirectPeer> resolved = new ArrayList<>();
    private final List<PeerText> named = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    PeerResolver(Collection<String> given) {
        for (String text : given) {
            Optional<PeerText> parsed = PeerText.parse(text);
            Optional<InetAddress> literal = parsed.flatMap(PeerText::literal);
            if (parsed.isEmpty()) {
                errors.add("invalid peer name \"" + text + "\", should be host[:port]");
            } else if (literal.isPresent()) {
                resolve(parsed.get(), literal.get());
            } else {
                named.add(parsed.get());
            }
        }
    }

    /** Whether {@link #lookUp()} has something to do. */
    boolean needsLookUp() {
        return !named.isEmpty();
    }

    /** The peers resolved since the last call. */
    List<DirectPeer> takeResolved() {
        List<DirectPeer> taken = List.copyOf(resolved);
        resolved.clear();
        return taken;
    }

    /** One line for each peer that is none. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** Looks names up, which may take long: not for the loop. */
    void lookUp() {
        for (PeerText peer : named) {
            try {
                resolve(peer, firstChoice(InetAddress.getAllByName(peer.host())));
            } catch (UnknownHostException e) {
                errors.add("cannot resolve peer \"" + peer.given() + "\": no such host");
            }
        }
        named.clear();
    }

    private void resolve(PeerText peer, InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            errors.add("peer \"" + peer.given() + "\" has an IPv6 address only: want IPv4");
            return;
        }
        resolved.add(new DirectPeer(peer.given(), address, peer.port()));
    }

    /** The mesh runs over IPv4: such an address comes first. */
    private static InetAddress firstChoice(InetAddress[] addresses) {
        for (InetAddress address : addresses) {
            if (address instanceof Inet4Address) {
                return address;
            }
        }
        return addresses[0];
    }
}
