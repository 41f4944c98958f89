package weave.tools.attach;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.LinuxException;
import weave.tools.attach.AttachException.Kind;
import weave.tools.attach.AttachedContainers.Attached;

/** Attaches containers to the bridge and detaches them. Any number of threads may ask. */
public final class Attacher {
    private static final Logger LOG = System.getLogger("weaved.host");

    private final String bridge;
    private final SwitchPorts ports;
    private final int mtu;
    private final ContainerFinder finder;
    private final AddressPool pool;
    private final Attendance attendance;
    private final ContainerNames names;

    /** One interface is made at a time; addresses are waited for outside. */
    private final ReentrantLock plumbing = new ReentrantLock();

    /**
     * @param bridge whose ports containers become
     * @param switchPorts how they do
     * @param mtu of their interfaces, in bytes
     */
    public Attacher(
            String bridge,
            SwitchPorts switchPorts,
            int mtu,
            ContainerFinder finder,
            AddressPool pool,
            Attendance attendance,
            ContainerNames names) {
        this.bridge = bridge;
        this.ports = switchPorts;
        this.mtu = mtu;
        this.finder = finder;
        this.pool = pool;
        this.attendance = attendance;
        this.names = names;
    }

    /**
     * What an operator may choose.
     *
     * @param multicastRoute whether multicast that the container sends goes to the switch
     * @param rewriteHosts whether the container finds its own name at its address here
     * @param ownName whether others find the container by the name it has by itself
     * @param name a further one
     */
    public record Options(
            boolean multicastRoute, boolean rewriteHosts, boolean ownName, Optional<String> name) {}

    /**
     * Gives a container addresses, and plugs it in if it is not yet.
     *
     * @param requests none means one of the default subnet
     * @return the addresses, in the order of the requests
     * @throws AttachException if that cannot be; everything is then as before
     */
    public List<Cidr> attach(String asked, List<AddressRequest> requests, Options options) {
        options.name.ifPresent(names::check);
        AddressRequest.checkAll(requests);
        try (Container container = finder.find(asked)) {
            if (options.rewriteHosts) {
                HostsFile.check(container);
            }
            List<Cidr> before = pool.all(container.ident());
            List<Cidr> granted = granted(container.ident(), requests, before);
            plumbing.lock();
            try {
                ContainerInterface plug = new ContainerInterface(container, bridge, ports, mtu);
                plug.attach(granted, options.multicastRoute);
                attendance.attached(container.ident(), plug.port());
                if (options.rewriteHosts) {
                    HostsFile.rewrite(container.docker(), granted);
                }
            } catch (LinuxException | AttachException refused) {
                giveBack(container.ident(), granted, before);
                throw refused instanceof LinuxException kernel
                        ? failed("cannot attach " + asked, kernel)
                        : refused;
            } finally {
                plumbing.unlock();
            }
            if (options.ownName) {
                names.addOwn(container.ident(), container.docker(), granted);
            }
            options.name.ifPresent(name -> names.add(container.ident(), name, granted));
            return granted;
        }
    }

    /**
     * Takes addresses away from a container, and unplugs it when none is left.
     *
     * @param requests none means all it has
     * @return those that were taken away
     * @throws AttachException if there is no such container, or the kernel refuses
     */
    public List<Cidr> detach(String asked, List<AddressRequest> requests) {
        try (Container container = finder.find(asked)) {
            ContainerInterface plug = new ContainerInterface(container, bridge, ports, mtu);
            plumbing.lock();
            try {
                List<Cidr> present = plug.addresses();
                List<Cidr> unwanted = new ArrayList<>(unwanted(container, requests, present));
                if (plug.detach(unwanted)) {
                    attendance.detached(container.ident());
                }
                names.remove(container.ident(), unwanted);
                unwanted.forEach(cidr -> pool.free(container.ident(), cidr.address()));
                unwanted.retainAll(present);
                return unwanted;
            } catch (LinuxException refused) {
                throw failed("cannot detach " + asked, refused);
            } finally {
                plumbing.unlock();
            }
        }
    }

    /**
     * Under what a container's addresses and names go, however it is called.
     *
     * @throws AttachException if there is no such container
     */
    public String ident(String asked) {
        try (Container container = finder.find(asked)) {
            return container.ident();
        }
    }

    /** After a start: puts those back whose bridge was deleted while no daemon ran. */
    public void restore() {
        List<String> recorded = attendance.recorded();
        List<Integer> loosePorts =
                recorded.isEmpty()
                        ? List.of()
                        : AttachedContainers.loose().stream()
                                .filter(loose -> recorded.contains(loose.ident()))
                                .map(Attached::port)
                                .toList();
        plugInAgain(loosePorts);
    }

    /** Takes note, after a start, of who is there, of their addresses, and of their names. */
    public void reclaim() {
        List<Attached> present = new AttachedContainers(bridge).list();
        attendance.begin(present);
        for (Attached attached : present) {
            attached.addresses().forEach(cidr -> reclaim(attached.ident(), cidr));
            names.addOwn(attached.ident(), null, attached.addresses());
        }
    }

    /** One that somebody else has by now does not keep the others from theirs. */
    private void reclaim(String ident, Cidr cidr) {
        try {
            pool.claim(ident, cidr);
        } catch (AttachException taken) {
            LOG.log(
                    Level.WARNING,
                    Identity.shown(ident) + " goes on using " + cidr + ": " + taken.getMessage());
        }
    }

    /** Looks who has ended, and puts those back on the bridge whose bridge was deleted. */
    public void look() {
        attendance.look();
        plugInAgain(attendance.ports());
    }

    private void plugInAgain(List<Integer> indexes) {
        plumbing.lock();
        try (Links links = new Links()) {
            Optional<Link> present = links.byName(bridge);
            if (present.isEmpty()) {
                return;
            }
            long count =
                    indexes.stream()
                            .filter(port ->
                                    ContainerInterface.plugInAgain(
                                            links, port, present.get(), ports))
                            .count();
            if (count > 0) {
                LOG.log(Level.INFO, "containers put back on bridge " + bridge + ": " + count);
            }
        } catch (LinuxException refused) {
            LOG.log(Level.WARNING, refused.getMessage());
        } finally {
            plumbing.unlock();
        }
    }

    private List<Cidr> granted(String ident, List<AddressRequest> requests, List<Cidr> before) {
        List<AddressRequest> all =
                requests.isEmpty() ? List.of(new AddressRequest.InDefaultSubnet()) : requests;
        List<Cidr> granted = new ArrayList<>();
        try {
            for (AddressRequest request : all) {
                granted.add(pool.grant(ident, request));
            }
        } catch (AttachException refused) {
            giveBack(ident, granted, before);
            throw refused;
        }
        return granted;
    }

    private void giveBack(String ident, List<Cidr> granted, List<Cidr> before) {
        granted.stream()
                .filter(cidr -> !before.contains(cidr))
                .forEach(cidr -> pool.free(ident, cidr.address()));
    }

    private List<Cidr> unwanted(
            Container container, List<AddressRequest> requests, List<Cidr> present) {
        Set<Cidr> owned = new LinkedHashSet<>(present);
        owned.addAll(pool.all(container.ident()));
        if (requests.isEmpty()) {
            return List.copyOf(owned);
        }
        Set<Cidr> unwanted = new LinkedHashSet<>();
        for (AddressRequest request : requests) {
            if (request instanceof AddressRequest.Present one) {
                unwanted.addAll(one.among(owned));
            } else {
                unwanted.addAll(pool.lookup(container.ident(), request));
            }
        }
        return List.copyOf(unwanted);
    }

    private static AttachException failed(String what, LinuxException refused) {
        return new AttachException(Kind.FAILED, what + ": " + refused.getMessage(), refused);
    }
}
