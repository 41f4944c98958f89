package weave.tools.attach;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import weave.kernel.link.Addresses;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.LinuxException;
import weave.tools.attach.AttachException.Kind;
import weave.tools.attach.AttachedContainers.Attached;

/** Tells who is attached to the bridge at this moment. Any number of threads may ask. */
public final class Roster {
    private static final Logger LOG = System.getLogger("weaved.host");

    private final String bridge;
    private final ContainerFinder finder;

    /**
     * @param bridge whose ports are looked at
     */
    public Roster(String bridge, ContainerFinder finder) {
        this.bridge = bridge;
        this.finder = finder;
    }

    /**
     * A line for each who is attached, with id, MAC and addresses; the bridge's own first.
     *
     * @param asked these containers only; none means all
     * @throws AttachException if one of them cannot be found
     */
    public String list(List<String> asked) {
        Set<Long> wanted = new HashSet<>();
        boolean isHostWanted = asked.isEmpty() || asked.contains(AddressPool.EXPOSE);
        for (String name : asked) {
            if (!name.equals(AddressPool.EXPOSE)) {
                wanted.add(inode(name));
            }
        }
        StringBuilder lines = new StringBuilder();
        try {
            if (isHostWanted) {
                lines.append(host());
            }
            for (Attached attached : new AttachedContainers(bridge).list()) {
                if (asked.isEmpty() || wanted.contains(attached.inode())) {
                    String id = Identity.shown(attached.ident());
                    lines.append(line(id, attached.mac(), attached.addresses()));
                }
            }
        } catch (LinuxException refused) {
            throw new AttachException(
                    Kind.FAILED, "cannot list containers: " + refused.getMessage(), refused);
        }
        return lines.toString();
    }

    /**
     * Whether somebody is attached who is called so, by any name that a container is found by, or
     * has such an address. The bridge's own addresses count, too.
     */
    public boolean isHere(String place) {
        try {
            List<Attached> present = new AttachedContainers(bridge).list();
            return present.stream().anyMatch(one -> isCalled(one, place))
                    || isAmong(bridgeAddresses(), place)
                    || isFound(place, present);
        } catch (LinuxException refused) {
            LOG.log(Level.DEBUG, refused.getMessage());
            return false;
        }
    }

    private static boolean isCalled(Attached attached, String place) {
        return attached.ident().equals(place)
                || Identity.shown(attached.ident()).equals(place)
                || isAmong(attached.addresses(), place);
    }

    private static boolean isAmong(List<Cidr> addresses, String place) {
        return addresses.stream().anyMatch(address -> address.addressText().equals(place));
    }

    /** As Docker calls it, or by a process of it. */
    private boolean isFound(String place, List<Attached> present) {
        try {
            long inode = inode(place);
            return present.stream().anyMatch(one -> one.inode() == inode);
        } catch (AttachException unknown) {
            return false;
        }
    }

    private long inode(String name) {
        try (Container container = finder.find(name)) {
            return container.namespace().inode();
        }
    }

    private List<Cidr> bridgeAddresses() {
        try (Links links = new Links();
                Addresses addresses = new Addresses()) {
            return links.byName(bridge)
                    .map(own -> ContainerInterface.of(addresses, own))
                    .orElse(List.of());
        }
    }

    private String host() {
        try (Links links = new Links()) {
            Optional<Link> own = links.byName(bridge);
            return own.map(link -> line(AddressPool.EXPOSE, link.mac(), bridgeAddresses()))
                    .orElse("");
        }
    }

    private static String line(String id, long mac, List<Cidr> addresses) {
        StringJoiner line = new StringJoiner(" ", "", "\n");
        line.add(id);
        line.add("%012x".formatted(mac).replaceAll("(..)(?!$)", "$1:"));
        addresses.forEach(cidr -> line.add(cidr.toString()));
        return line.toString();
    }
}
