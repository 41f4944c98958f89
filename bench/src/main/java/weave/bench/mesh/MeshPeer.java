package weave.bench.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.peer.PeerName;
import weave.gossip.ipam.Allocator;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.Ipam;
import weave.gossip.ipam.IpamConfig;
import weave.gossip.ipam.IpamInit;
import weave.gossip.ipam.IpamMesh;
import weave.gossip.ipam.IpamStore;
import weave.gossip.mesh.MeshConfig;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.mesh.Transport;
import weave.gossip.mesh.VirtualLoop;
import weave.gossip.topology.Peer;
import weave.gossip.topology.Peers;

/** The control plane of one weaved, without a host. */
final class MeshPeer {
    static final Cidr UNIVERSE = Cidr.parse("10.32.0.0/12");

    private static final int HOSTS_A_NET = 250;

    private final InetAddress host;
    private final PeerName name;
    private final ForwardingTable table;
    private final MeshRouter router;
    private final Ipam ipam;

    /**
     * @param number from 1
     * @param seeds who have all addresses at first
     * @param network gives a host its transport
     */
    MeshPeer(
            int number,
            boolean deltas,
            List<PeerName> seeds,
            VirtualLoop loop,
            Function<InetAddress, Transport> network,
            Random random) {
        host = hostOf(number);
        name = nameOf(number);
        table = new ForwardingTable(ForwardingSnapshot.alone(name.value()));
        MeshConfig config =
                MeshConfig.builder(name, "host" + number)
                        .host(host)
                        .connectionLimit(0)
                        .discovery(false)
                        .topologyDeltas(deltas)
                        .build();
        router =
                new MeshRouter(
                        config,
                        loop,
                        network.apply(host),
                        List.of(new InstantOverlay()),
                        table,
                        new Random(random.nextLong()));
        IpamInit init = new IpamInit(IpamInit.Mode.SEED, 0, seeds);
        ipam =
                Ipam.start(
                        new IpamConfig(name, "host" + number, UNIVERSE, UNIVERSE, init),
                        loop,
                        new Reach(),
                        new Nowhere(),
                        router::registerChannel,
                        new Random(random.nextLong()),
                        Clock.systemUTC());
        try {
            router.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PeerName nameOf(int number) {
        return new PeerName(0x020000000000L + number);
    }

    PeerName name() {
        return name;
    }

    InetAddress host() {
        return host;
    }

    Peers peers() {
        return router.peers();
    }

    Allocator allocator() {
        return ipam.allocator();
    }

    void connect(Collection<MeshPeer> others) {
        List<String> addresses = others.stream().map(o -> o.host.getHostAddress()).toList();
        router.connect(addresses, false).join();
    }

    void die() {
        ipam.stop();
        router.stop();
    }

    private static InetAddress hostOf(int number) {
        byte net = (byte) (number / HOSTS_A_NET);
        byte last = (byte) (1 + number % HOSTS_A_NET);
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, net, last});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    private final class Reach implements IpamMesh {
        @Override
        public boolean isReachable(PeerName peer) {
            return router.peers().find(peer).isPresent();
        }

        @Override
        public Collection<PeerName> peers() {
            return router.peers().all().stream().map(Peer::name).toList();
        }

        @Override
        public int voters() {
            throw new AssertionError("seeds need no vote");
        }
    }

    /** What is here is never started again. */
    private static final class Nowhere implements IpamStore {
        @Override
        public Map<String, byte[]> load() {
            return Map.of();
        }

        @Override
        public void save(Map<String, byte[]> values, Consumer<String> done) {
            done.accept(null);
        }
    }
}
