package weave.tools.attach;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import weave.tools.attach.AttachException.Kind;
import weave.tools.docker.DockerClient;
import weave.tools.docker.DockerContainer;

/**
 * Names of attached containers: those of Docker's that have a host name with a domain are found by
 * it.
 */
public final class ContainerNames {
    private static final Logger LOG = System.getLogger("weaved.host");

    private final NameRegistry registry;
    private final DockerClient docker;

    /**
     * @param docker {@code null} if there is none to ask
     */
    public ContainerNames(NameRegistry registry, DockerClient docker) {
        this.registry = registry;
        this.docker = docker;
    }

    /**
     * @throws AttachException if that can be no name here
     */
    static void check(NameRegistry registry, String name) {
        registry.objection(name)
                .ifPresent(reason -> {
                    throw new AttachException(Kind.MISUSE, "-h: \"" + name + "\": " + reason);
                });
    }

    /**
     * @throws AttachException if that can be no name here
     */
    void check(String name) {
        check(registry, name);
    }

    /** Registers a name that somebody chose for a container, at its addresses. */
    void add(String ident, String name, List<Cidr> addresses) {
        addresses.forEach(cidr -> registry.add(ident, name, cidr.address()));
    }

    /**
     * Registers a container's own name at its addresses.
     *
     * @param known what Docker told of it, or {@code null} if it has not been asked
     */
    void addOwn(String ident, DockerContainer known, List<Cidr> addresses) {
        DockerContainer container = registry.isOn() && known == null ? lookup(ident) : known;
        // Without a domain it is of no network of ours.
        if (registry.isOn() && container != null && container.fullName().contains(".")) {
            add(ident, container.fullName(), addresses);
        }
    }

    /**
     * Takes all names back that a container has at these addresses, by whomever they were given.
     */
    void remove(String ident, Collection<Cidr> addresses) {
        List<InetAddress> unwanted = addresses.stream().map(Cidr::address).toList();
        if (!unwanted.isEmpty()) {
            registry.remove(ident, unwanted);
        }
    }

    private DockerContainer lookup(String ident) {
        if (docker == null || !Identity.isContainerId(ident)) {
            return null;
        }
        try {
            return docker.container(ident).orElse(null);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} stays nameless: {1}", ident, e.getMessage());
            return null;
        }
    }
}
