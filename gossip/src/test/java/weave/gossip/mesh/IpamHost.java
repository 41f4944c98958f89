package weave.gossip.mesh;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import weave.core.peer.PeerName;
import weave.gossip.ipam.Allocator;
import weave.gossip.ipam.Cidr;
import weave.gossip.ipam.Ipam;
import weave.gossip.ipam.IpamConfig;
import weave.gossip.ipam.IpamInit;
import weave.gossip.ipam.IpamMesh;
import weave.gossip.ipam.IpamStore;
import weave.gossip.ipam.QuietIpamLog;

/**
 * A host with a disk, on which a daemon's core runs or does not. Saving takes a while; whoever is
 * killed meanwhile may find the one state or the other.
 */
final class IpamHost {
    private static final long DISK_NANOS_MAX = 15_000_000;

    final int number;
    private final VirtualLoop loop;
    private final InMemoryNetwork network;
    private final RandomGenerator random;
    private final Cidr universe;
    private final IpamInit init;
    private final boolean takesDeltas;
    private final Map<String, byte[]> disk = new LinkedHashMap<>();
    private TestPeer peer;
    private Ipam ipam;
    private int incarnation;

    IpamHost(
            int number,
            VirtualLoop loop,
            InMemoryNetwork network,
            RandomGenerator random,
            Cidr universe,
            IpamInit init,
            boolean takesDeltas) {
        this.number = number;
        this.loop = loop;
        this.network = network;
        this.random = random;
        this.universe = universe;
        this.init = init;
        this.takesDeltas = takesDeltas;
    }

    boolean isUp() {
        return peer != null;
    }

    PeerName name() {
        return TestPeer.nameOf(number);
    }

    TestPeer peer() {
        return peer;
    }

    Allocator allocator() {
        return ipam.allocator();
    }

    void start(List<IpamHost> others) {
        QuietIpamLog.begin();
        peer =
                TestPeer.start(
                        loop,
                        network,
                        number,
                        random.nextLong(),
                        b -> b.topologyDeltas(takesDeltas));
        IpamConfig config = new IpamConfig(name(), "host" + number, universe, universe, init);
        ipam =
                Ipam.start(
                        config,
                        loop,
                        new Reach(peer.router),
                        new Disk(incarnation),
                        peer.router::registerChannel,
                        random,
                        Clock.systemUTC());
        List<String> addresses = new ArrayList<>();
        others.forEach(other -> {
            if (other != this) {
                addresses.add(TestPeer.hostOf(other.number).getHostAddress());
            }
        });
        peer.router.connect(addresses, true);
    }

    /** Nothing is said good-bye, nothing saved. */
    void kill() {
        incarnation++;
        ipam.stop();
        peer.router.stop();
        peer = null;
        ipam = null;
    }

    private record Reach(MeshRouter router) implements IpamMesh {
        @Override
        public boolean isReachable(PeerName name) {
            return router.peers().find(name).isPresent();
        }

        @Override
        public List<PeerName> peers() {
            return router.peers().all().stream().map(peer -> peer.name()).toList();
        }

        @Override
        public int voters() {
            throw new AssertionError("the number is given");
        }
    }

    private final class Disk implements IpamStore {
        private final int mine;

        Disk(int mine) {
            this.mine = mine;
        }

        @Override
        public Map<String, byte[]> load() {
            return new LinkedHashMap<>(disk);
        }

        @Override
        public void save(Map<String, byte[]> values, Consumer<String> done) {
            long written = random.nextLong(DISK_NANOS_MAX);
            loop.schedule(written, () -> ifAlive(() -> disk.putAll(values)));
            loop.schedule(
                    written + random.nextLong(DISK_NANOS_MAX),
                    () -> ifAlive(() -> done.accept(null)));
        }

        private void ifAlive(Runnable work) {
            if (mine == incarnation) {
                work.run();
            }
        }
    }
}
