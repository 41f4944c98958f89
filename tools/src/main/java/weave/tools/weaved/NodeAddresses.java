package weave.tools.weaved;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import weave.core.peer.PeerName;
import weave.gossip.ipam.Allocator;
import weave.gossip.ipam.FileIpamStore;
import weave.gossip.ipam.Ipam;
import weave.gossip.ipam.IpamConfig;
import weave.gossip.ipam.IpamMesh;
import weave.gossip.mesh.ControlLoop;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.store.StateStore;
import weave.gossip.topology.Peer;
import weave.tools.attach.AddressPool;
import weave.tools.http.IpamRoutes;
import weave.tools.http.Liveness;
import weave.tools.http.Routes;
import weave.tools.report.IpamReport;

/** The addresses of a node. */
final class NodeAddresses implements AutoCloseable {
    private final ControlLoop loop;
    private final IpamConfig config;
    private final Ipam ipam;

    private NodeAddresses(ControlLoop loop, IpamConfig config, Ipam ipam) {
        this.loop = loop;
        this.config = config;
        this.ipam = ipam;
    }

    /**
     * Joins the addresses of a mesh that is about to start. Not on the loop: it waits.
     *
     * @param unresolved how many peers of the command line could not be looked up yet
     */
    static NodeAddresses join(
            IpamConfig config,
            MeshRouter mesh,
            ControlLoop loop,
            StateStore store,
            IntSupplier unresolved) {
        Ipam ipam =
                CompletableFuture.supplyAsync(
                                () ->
                                        Ipam.start(
                                                config,
                                                loop,
                                                new Reach(mesh, unresolved),
                                                new FileIpamStore(store, loop),
                                                mesh::registerChannel,
                                                new SecureRandom(),
                                                Clock.systemUTC()),
                                loop)
                        .join();
        return new NodeAddresses(loop, config, ipam);
    }

    /** What hands out addresses; to be used on the control loop. */
    Allocator allocator() {
        return ipam.allocator();
    }

    /** The same for threads that may wait. */
    AddressPool pool() {
        return new AllocatorPool(loop, ipam.allocator(), config.defaultSubnet());
    }

    /** Everything of {@code base}, and addresses. */
    Routes over(Routes base, Liveness liveness) {
        return IpamRoutes.over(base, ipam.allocator(), config.defaultSubnet(), liveness);
    }

    /** On the control loop. */
    IpamReport report() {
        return IpamReport.of(ipam.allocator().status());
    }

    @Override
    public void close() {
        loop.execute(ipam::stop);
    }

    private record Reach(MeshRouter mesh, IntSupplier unresolved) implements IpamMesh {
        @Override
        public boolean isReachable(PeerName peer) {
            return mesh.peers().find(peer).isPresent();
        }

        @Override
        public Collection<PeerName> peers() {
            return mesh.peers().all().stream().map(Peer::name).toList();
        }

        @Override
        public int voters() {
            return mesh.expectedPeerCount() + unresolved.getAsInt() + 1;
        }
    }
}
