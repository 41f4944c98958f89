package weave.tools.trace;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.kernel.link.Neighbours;
import weave.linux.LinuxException;

/**
 * What the kernel has learned on the bridge by ARP and neighbour discovery: those that this host
 * has talked to itself.
 */
public final class BridgeNeighbours implements AddressOwner {
    private final String bridge;

    /**
     * @param bridge the name of a bridge in the daemon's namespace
     */
    public BridgeNeighbours(String bridge) {
        this.bridge = bridge;
    }

    @Override
    public Optional<Owner> ownerOf(InetAddress address) {
        try (Links links = new Links();
                Neighbours neighbours = new Neighbours()) {
            Optional<Link> link = links.byName(bridge);
            if (link.isEmpty()) {
                return Optional.empty();
            }
            OptionalLong mac = neighbours.macOf(link.get(), address);
            return mac.isPresent() ? Optional.of(new Owner.Mac(mac.getAsLong())) : Optional.empty();
        } catch (LinuxException refused) {
            return Optional.empty();
        }
    }
}
