package weave.tools.attach;

import java.util.List;
import weave.kernel.link.Addresses;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.LinuxException;
import weave.tools.attach.AttachException.Kind;

/**
 * The networks that the host is in without us. A bridge that had an address in one of them would
 * draw what goes there to itself, the datagrams of the mesh included.
 */
final class HostNetworks {
    private final String bridge;

    /**
     * @param bridge ours, which does not count
     */
    HostNetworks(String bridge) {
        this.bridge = bridge;
    }

    /**
     * Looks at those addresses that were given, rather than are to be chosen.
     *
     * @throws AttachException if one of them is in a network of another interface
     */
    void check(List<AddressRequest> requests) {
        try (Links links = new Links();
                Addresses addresses = new Addresses()) {
            for (Link link : links.all()) {
                if (!link.name().equals(bridge)) {
                    for (Cidr own : ContainerInterface.of(addresses, link)) {
                        requests.forEach(request -> check(request, link.name(), own));
                    }
                }
            }
        } catch (LinuxException refused) {
            throw new AttachException(
                    Kind.FAILED, "cannot expose: " + refused.getMessage(), refused);
        }
    }

    static void check(AddressRequest request, String link, Cidr own) {
        if (!(request instanceof AddressRequest.Given given)) {
            return;
        }
        Cidr cidr = given.cidr();
        if (cidr.isWithin(own) || cidr.address().equals(own.address())) {
            throw new AttachException(
                    Kind.MISUSE,
                    cidr
                            + ": this host is in "
                            + own.network()
                            + " already, by "
                            + link
                            + ": want another network, such as that of the containers");
        }
    }
}
