package weave.tools.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weave.gossip.ipam.Cidr;
import weave.kernel.link.Addresses;
import weave.kernel.link.Link;
import weave.kernel.link.LinkAddress;
import weave.kernel.link.Links;
import weave.kernel.link.Route;
import weave.kernel.link.Routes;
import weave.linux.LinuxException;

/**
 * Before a first start: whether the addresses to be handed out are somebody else's on this host.
 * The range that nobody chose is then refused; one that somebody chose may be meant.
 */
final class RangeCheck {
    private static final String DEFAULT = "10.32.0.0/12";
    private static final int LOOPBACK_INDEX = 1;

    private final Weave weave;
    private final String bridge;

    RangeCheck(Weave weave, String bridge) {
        this.weave = weave;
        this.bridge = bridge;
    }

    /**
     * Says on stderr what is wrong.
     *
     * @param given the range as somebody gave it
     * @return whether the daemon may start
     */
    boolean passes(Optional<String> given) {
        Cidr range;
        try {
            range = Cidr.parse(given.orElse(DEFAULT));
        } catch (IllegalArgumentException _) {
            // None at all, or one that the daemon refuses.
            return true;
        }
        Optional<String> other = overlapping(range);
        if (other.isEmpty()) {
            return true;
        }
        weave.complain("Network " + range + " overlaps with existing " + other.get() + " on host.");
        if (given.isPresent()) {
            weave.complain(
                    "WARNING: Specified --ipalloc-range "
                            + range
                            + " overlaps with existing route on host.\n"
                            + "Unless that is meant, pick another range and set it on all hosts.");
            return true;
        }
        weave.complain(
                "ERROR: Default --ipalloc-range "
                        + range
                        + " overlaps with existing route on host.\n"
                        + "You must pick another range and set it on all hosts.");
        return false;
    }

    /** Such as {@code route 10.0.0.0/8}; what is on our own bridge does not count. */
    private Optional<String> overlapping(Cidr range) {
        try (Links links = new Links();
                Addresses addresses = new Addresses();
                Routes routes = new Routes()) {
            int own = links.byName(bridge).map(Link::index).orElse(-1);
            List<String> others = new ArrayList<>();
            for (Route route : routes.all()) {
                String network = route.destination().getHostAddress() + "/" + route.prefixLength();
                if (route.linkIndex() != own
                        && route.prefixLength() > 0
                        && overlaps(range, network)) {
                    others.add("route " + network);
                }
            }
            for (Link link : links.all()) {
                if (link.index() != own && link.index() != LOOPBACK_INDEX) {
                    for (LinkAddress address : addresses.of(link)) {
                        if (overlaps(range, address.toString())) {
                            others.add("address " + address);
                        }
                    }
                }
            }
            return others.stream().findFirst();
        } catch (LinuxException unknown) {
            // Then it is for the operator to know.
            return Optional.empty();
        }
    }

    private static boolean overlaps(Cidr range, String network) {
        return network.indexOf(':') < 0 && range.range().overlaps(Cidr.parse(network).range());
    }
}
