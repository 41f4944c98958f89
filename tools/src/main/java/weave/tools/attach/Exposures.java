package weave.tools.attach;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import weave.gossip.store.StateStore;
import weave.kernel.link.Addresses;
import weave.kernel.link.ArpAnnouncement;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.LinuxException;
import weave.tools.attach.AttachException.Kind;
import weave.tools.firewall.Firewall;
import weave.tools.firewall.FirewallException;

/**
 * The host's own addresses on the bridge, and the rules that go with them. They are kept in the
 * state, so that a restart, or somebody who tidies up, does not undo them. Any number of threads
 * may ask; waiting for an address holds up nobody.
 */
public final class Exposures {
    private static final Logger LOG = System.getLogger("weaved.host");

    /** A line for each. */
    private static final String KEY = "exposed";

    private final String bridge;
    private final StateStore store;
    private final AddressPool pool;
    private final Firewall firewall;
    private final NameRegistry names;
    private final Map<Cidr, Exposed> exposed = new LinkedHashMap<>();

    /** The same, for those who must not wait. */
    private volatile List<Exposed> shown = List.of();

    private String lastTrouble = "";

    public Exposures(
            String bridge,
            StateStore store,
            AddressPool pool,
            Firewall firewall,
            NameRegistry names) {
        this.bridge = bridge;
        this.store = store;
        this.pool = pool;
        this.firewall = firewall;
        this.names = names;
        read();
    }

    /** The host's addresses; any thread may ask. */
    public List<Exposed> list() {
        return shown;
    }

    /**
     * Gives the host addresses on the bridge.
     *
     * @param requests none means one of the default subnet
     * @param masquerade whether the host stands in for those on its other side
     * @param name of all of them, if they shall have one
     * @return the addresses, in the order of the requests
     * @throws AttachException if that cannot be
     */
    public List<Cidr> expose(
            List<AddressRequest> requests, boolean masquerade, Optional<String> name) {
        name.ifPresent(given -> ContainerNames.check(names, given));
        AddressRequest.checkAll(requests);
        new HostNetworks(bridge).check(requests);
        List<AddressRequest> all =
                requests.isEmpty() ? List.of(new AddressRequest.InDefaultSubnet()) : requests;
        List<Cidr> granted = new ArrayList<>();
        for (AddressRequest request : all) {
            granted.add(pool.grant(AddressPool.EXPOSE, request));
        }
        synchronized (this) {
            if (masquerade && !Firewall.isAvailable()) {
                throw new AttachException(
                        Kind.FAILED,
                        "iptables is not installed: install it, or expose with"
                                + " --without-masquerade");
            }
            Map<Cidr, Exposed> before = new LinkedHashMap<>(exposed);
            for (Cidr cidr : granted) {
                Exposed known = exposed.get(cidr);
                List<String> given = known == null ? List.of() : known.names();
                Exposed wanted = new Exposed(cidr, masquerade, given);
                exposed.put(cidr, name.map(wanted::with).orElse(wanted));
            }
            try {
                settle("cannot expose");
            } catch (AttachException refused) {
                undo(before);
                throw refused;
            }
            granted.forEach(this::tellNames);
        }
        return granted;
    }

    private void tellNames(Cidr cidr) {
        exposed.get(cidr)
                .names()
                .forEach(name -> names.add(AddressPool.EXPOSE, name, cidr.address()));
    }

    /**
     * Takes addresses of the host away.
     *
     * @param requests none means all
     * @return those that were taken away
     * @throws AttachException if that cannot be
     */
    public List<Cidr> hide(List<AddressRequest> requests) {
        Set<Cidr> unwanted = new LinkedHashSet<>();
        for (AddressRequest request : requests) {
            if (!(request instanceof AddressRequest.Present)) {
                unwanted.addAll(pool.lookup(AddressPool.EXPOSE, request));
            }
        }
        synchronized (this) {
            if (requests.isEmpty()) {
                unwanted.addAll(exposed.keySet());
            }
            for (AddressRequest request : requests) {
                if (request instanceof AddressRequest.Present one) {
                    unwanted.addAll(one.among(exposed.keySet()));
                }
            }
            unwanted.retainAll(exposed.keySet());
            try {
                unwanted.forEach(this::removeAddress);
            } catch (LinuxException refused) {
                throw new AttachException(
                        Kind.FAILED, "cannot hide: " + refused.getMessage(), refused);
            }
            unwanted.forEach(exposed::remove);
            settle("cannot hide");
        }
        names.remove(AddressPool.EXPOSE, unwanted.stream().map(Cidr::address).toList());
        unwanted.forEach(cidr -> pool.free(AddressPool.EXPOSE, cidr.address()));
        return List.copyOf(unwanted);
    }

    /** Puts back what somebody took away; trouble goes to the log. */
    public synchronized void look() {
        try {
            exposed.keySet().forEach(this::addAddress);
            lastTrouble = "";
        } catch (LinuxException refused) {
            // Said once, not every few seconds.
            if (!refused.getMessage().equals(lastTrouble)) {
                lastTrouble = refused.getMessage();
                LOG.log(Level.WARNING, lastTrouble);
            }
        }
        firewall.look();
    }

    /** Begins with what the last run left. */
    public synchronized void restore() {
        exposed.keySet()
                .forEach(cidr ->
                        LOG.log(
                                Level.INFO,
                                "Re-exposing " + cidr + " on bridge \"" + bridge + "\""));
        exposed.keySet().forEach(this::tellNames);
        tellFirewall();
        look();
    }

    /** Takes note, after a start, of the addresses that the host has. */
    public void reclaim() {
        List<Cidr> known;
        synchronized (this) {
            known = List.copyOf(exposed.keySet());
        }
        for (Cidr cidr : known) {
            try {
                pool.claim(AddressPool.EXPOSE, cidr);
            } catch (AttachException taken) {
                LOG.log(Level.WARNING, "still exposed at " + cidr + ": " + taken.getMessage());
            }
        }
    }

    private void settle(String operation) {
        try {
            exposed.keySet().forEach(this::addAddress);
            tellFirewall();
            if (Firewall.isAvailable()) {
                firewall.restore();
            }
            StringJoiner lines = new StringJoiner("\n");
            exposed.values().forEach(one -> lines.add(one.text()));
            store.put(KEY, lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (LinuxException | FirewallException | IOException e) {
            throw new AttachException(Kind.FAILED, operation + ": " + e.getMessage(), e);
        }
    }

    /** As far as that can be done: the host has refused something already. */
    private void undo(Map<Cidr, Exposed> before) {
        for (Cidr cidr : List.copyOf(exposed.keySet())) {
            if (!before.containsKey(cidr)) {
                try {
                    removeAddress(cidr);
                } catch (LinuxException refused) {
                    LOG.log(Level.WARNING, refused.getMessage());
                }
                exposed.remove(cidr);
                pool.free(AddressPool.EXPOSE, cidr.address());
            }
        }
        exposed.putAll(before);
        tellFirewall();
    }

    private void tellFirewall() {
        List<String> masqueraded = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        exposed.forEach((cidr, one) -> {
            if (cidr.isIpv4()) {
                (one.masqueraded() ? masqueraded : plain).add(cidr.network().toString());
            }
        });
        plain.removeAll(masqueraded);
        firewall.expose(masqueraded, plain);
        shown = List.copyOf(exposed.values());
    }

    private void addAddress(Cidr cidr) {
        try (Links links = new Links();
                Addresses addresses = new Addresses()) {
            Optional<Link> link = links.byName(bridge);
            if (link.isEmpty() || ContainerInterface.of(addresses, link.get()).contains(cidr)) {
                return;
            }
            addresses.add(link.get(), cidr.address(), cidr.prefixLength());
            if (cidr.address() instanceof Inet4Address address) {
                ArpAnnouncement.send(link.get(), address);
            }
        }
    }

    private void removeAddress(Cidr cidr) {
        try (Links links = new Links();
                Addresses addresses = new Addresses()) {
            Optional<Link> link = links.byName(bridge);
            if (link.isPresent() && ContainerInterface.of(addresses, link.get()).contains(cidr)) {
                addresses.delete(link.get(), cidr.address(), cidr.prefixLength());
            }
        }
    }

    private void read() {
        String text =
                store.get(KEY).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
        for (String line : text.lines().toList()) {
            try {
                Exposed one = Exposed.parse(line);
                exposed.put(one.cidr(), one);
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "an exposed address in the state is damaged and left aside");
            }
        }
    }
}
