package weave.tools.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import weave.testkit.CardPair;
import weave.testkit.NetworkNamespace;
import weave.tools.cable.LossyCable;

/**
 * The hosts, containers and cables of a test, removed in reverse order after it; if it failed, what
 * the daemons said last is printed first. Registered with an instance of the class per class it
 * lasts for all of the class's tests.
 */
final class Lab implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** The MTU of a cable that nobody asked anything else of. */
    static final int ETHERNET_MTU = 1500;

    /** The MTU of bridge and containers when {@code --mtu} is not given. */
    static final int CONTAINER_MTU = 1376;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<Host> hosts = new ArrayList<>();
    private final List<String> flags;
    private Path folder;
    private boolean shared;
    private int networks;
    private int containers;

    /** One whose daemons choose their datapath themselves. */
    Lab() {
        this(List.of());
    }

    /** Every daemon has these flags, and further ones of its own. */
    private Lab(List<String> flags) {
        this.flags = flags;
    }

    /** One in which all frames go by sleeve. */
    static Lab sleeve() {
        return new Lab(List.of("--datapath=sleeve"));
    }

    /** One in which all frames go by VXLAN if they can; a kernel that cannot is an error. */
    static Lab vxlan() {
        return new Lab(List.of("--datapath=vxlan"));
    }

    /** A host with this nickname, connected to nothing yet. */
    Host host(String nickname) {
        Host host = new Host(nickname, hosts.size() + 1, folder(), flags);
        open.push(host);
        hosts.add(host);
        return host;
    }

    /** A namespace that is no host of the overlay. */
    NetworkNamespace namespace(String hint) {
        NetworkNamespace namespace = NetworkNamespace.create(hint);
        open.push(namespace);
        return namespace;
    }

    /** Plugs all of them into one switch, each by a cable of this MTU. */
    void network(int mtu, Host... members) {
        NetworkNamespace hub = namespace("hub");
        hub.ip("link add hub type bridge mcast_snooping 0");
        hub.ip("link set hub mtu " + mtu + " up");
        int network = networks++;
        for (int i = 0; i < members.length; i++) {
            String end = "port" + (i + 1);
            members[i].plug(hub, end, address(network, i + 1), mtu);
            hub.ip("link set " + end + " mtu " + mtu + " master hub");
        }
    }

    /** Joins two hosts directly. */
    void cable(Host left, Host right) {
        int network = networks++;
        right.plug(left.namespace(), "eth" + network, address(network, 2), ETHERNET_MTU);
        left.address(address(network, 1), "eth" + network, ETHERNET_MTU);
    }

    /**
     * Joins two hosts by the network cards of the kernel lab, each called {@code uplink0} there.
     */
    void cards(Host left, Host right) {
        open.push(CardPair.plug(left.namespace(), right.namespace(), "uplink0"));
        left.address(address(networks, 1), "uplink0", ETHERNET_MTU);
        right.address(address(networks, 2), "uplink0", ETHERNET_MTU);
        networks++;
    }

    /** Joins two hosts by a cable that can lose and delay frames; undamaged at first. */
    LossyCable lossyCable(Host left, Host right) {
        String end = "eth" + networks;
        LossyCable cable = LossyCable.join(left.namespace(), right.namespace(), end);
        open.push(cable);
        left.address(address(networks, 1), end, ETHERNET_MTU);
        right.address(address(networks, 2), end, ETHERNET_MTU);
        networks++;
        return cable;
    }

    /** The address number {@code member} of the network number {@code network}. */
    static String address(int network, int member) {
        return "10.99." + network + "." + member;
    }

    /** A container plugged into the host's bridge, which must exist. */
    Container container(Host host) {
        return container(host, CONTAINER_MTU);
    }

    Container container(Host host, int mtu) {
        Container container = new Container(host, ++containers, mtu);
        open.push(container);
        return container;
    }

    /** A container that the host's daemon attaches. */
    Container attached(Host host) {
        Container container = Container.attached(host, ++containers);
        open.push(container);
        return container;
    }

    /** All there are: of hosts, of containers, and of neither. */
    List<NetworkNamespace> namespaces() {
        List<NetworkNamespace> namespaces = new ArrayList<>();
        for (AutoCloseable each : open) {
            switch (each) {
                case Host host -> namespaces.add(host.namespace());
                case Container container -> namespaces.add(container.namespace());
                case NetworkNamespace namespace -> namespaces.add(namespace);
                default -> {}
            }
        }
        return namespaces;
    }

    /** A folder that goes with the lab. */
    Path folder() {
        try {
            if (folder == null) {
                folder = Files.createTempDirectory("weavetest-");
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = true;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isPresent()) {
            dump(context.getDisplayName());
        }
        if (!shared) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isPresent()) {
            dump(context.getDisplayName());
        }
        close();
    }

    private void dump(String test) {
        for (Host host : hosts) {
            System.out.println("--- " + test + " failed; " + host.nickname() + " said last:");
            host.log().stream()
                    .skip(Math.max(0, host.log().size() - 60))
                    .forEach(System.out::println);
        }
    }

    private void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        hosts.clear();
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            folder = null;
        }
    }
}
