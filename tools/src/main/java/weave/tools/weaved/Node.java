package weave.tools.weaved;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.dataplane.Dataplane;
import weave.core.dataplane.DataplaneConfig;
import weave.core.dataplane.IdleMode;
import weave.core.dataplane.ThreadingMode;
import weave.core.engine.Limits;
import weave.core.peer.PeerName;
import weave.core.port.TapPort;
import weave.gossip.crypto.NegotiatedFrameCiphers;
import weave.gossip.crypto.SecretBoxes;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.mesh.MeshStatus;
import weave.gossip.mesh.NettyControlLoop;
import weave.gossip.mesh.NettyTransport;
import weave.gossip.store.StateStore;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.tools.host.HostException;
import weave.tools.host.WeaveBridge;
import weave.tools.http.HttpAddress;
import weave.tools.http.HttpServer;
import weave.tools.http.PeerRoutes;
import weave.tools.http.ReportRoutes;
import weave.tools.http.Routes;
import weave.tools.report.DatapathReport;
import weave.tools.report.Report;
import weave.tools.report.ReportBuilder;
import weave.tools.report.Version;

/**
 * A running weaved: what it is made of, in the order in which it is made. It is taken down in the
 * opposite order.
 *
 * <pre>
 *   state ─ name ─ bridge ─ TAP ─ dataplane ─ control loop ─ mesh ─ HTTP ─ peers
 * </pre>
 */
final class Node implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved");
    private static final long MESH_STOP_SECONDS = 5;

    private final NodeConfig config;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private PeerName name;
    private TapPort tap;
    private ForwardingTable routes;
    private Dataplane dataplane;
    private NettyControlLoop loop;
    private MeshRouter mesh;
    private PatientMesh peers;
    private volatile boolean ready;

    private Node(NodeConfig config) {
        this.config = config;
    }

    /**
     * @throws HostException if the host is not as needed
     * @throws IOException if an address or a file cannot be had
     */
    static Node start(NodeConfig config) throws IOException {
        Node node = new Node(config);
        try {
            node.findName();
            node.openLocalPort();
            node.startDataplane();
            node.startMesh();
            node.serveHttp();
            node.connectPeers();
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void findName() throws IOException {
        StateStore store = StateStore.open(config.databasePrefix());
        store.damage().ifPresent(damage -> LOG.log(Level.WARNING, damage));
        PeerNames.Found found = NodeName.find(config, store);
        name = found.name();
        NodeName.persist(store, name);
        LOG.log(Level.INFO, "Peer name " + name + " (" + found.origin() + ")");
    }

    private void openLocalPort() {
        WeaveBridge bridge = WeaveBridge.claim(config.bridge(), name, config.mtu());
        tap = keep(openTap(bridge.tapName()));
        bridge.attach(tap.name());
        LOG.log(Level.INFO, "Bridge " + config.bridge() + ", MTU " + config.mtu());
    }

    private void startDataplane() {
        routes = new ForwardingTable(ForwardingSnapshot.alone(name.value()));
        DataplaneConfig dataplaneConfig =
                new DataplaneConfig(
                        name,
                        config.host(),
                        config.port(),
                        config.mtu(),
                        Path.of(config.databasePrefix() + "counters"),
                        ThreadingMode.suited(),
                        IdleMode.BLOCK,
                        1);
        try {
            dataplane = keep(Dataplane.start(dataplaneConfig, tap, routes));
        } catch (LinuxException refused) {
            throw explained("UDP port " + config.port(), refused);
        }
    }

    private void startMesh() throws IOException {
        NegotiatedFrameCiphers ciphers = new NegotiatedFrameCiphers(SecretBoxes.suited());
        LOG.log(Level.INFO, "Encryption: " + ciphers.description());
        loop = keep(NettyControlLoop.open());
        mesh =
                new MeshRouter(
                        config.mesh(name),
                        loop,
                        new NettyTransport(loop),
                        List.of(dataplane.sleeve(ciphers, loop)),
                        routes,
                        new SecureRandom());
        mesh.start();
        keep(this::stopMesh);
        peers = new PatientMesh(mesh, loop);
    }

    private void serveHttp() throws IOException {
        Routes pages = ReportRoutes.over(this::report);
        listen(config.httpAddress(), PeerRoutes.over(pages, peers), "HTTP");
        if (!config.statusAddress().equals(config.httpAddress())) {
            listen(config.statusAddress(), pages, "status");
        }
    }

    private void listen(HttpAddress address, Routes served, String what) throws IOException {
        if (!(address instanceof HttpAddress.Off)) {
            EventLoop http = loop.eventLoop();
            keep(HttpServer.listen(http, address, served));
            LOG.log(Level.INFO, "Listening for " + what + " at " + address);
        }
    }

    private void connectPeers() {
        loop.execute(() -> {
            ready = true;
            peers.begin(config.peers());
        });
    }

    /** On the control loop. */
    private Report report() {
        MeshStatus status = mesh.status();
        DatapathReport datapath =
                DatapathReport.of(tap.name(), dataplane.status(), status, Instant.now());
        return ReportBuilder.build(ready, Version.current(), status, datapath);
    }

    private void stopMesh() throws Exception {
        CompletableFuture.runAsync(mesh::stop, loop).get(MESH_STOP_SECONDS, TimeUnit.SECONDS);
    }

    private static TapPort openTap(String tap) {
        try {
            return TapPort.open(tap, Limits.CAPTURE_BATCH_MAX, Limits.FRAME_SLOT_LENGTH);
        } catch (LinuxException refused) {
            throw explained("TAP " + tap, refused);
        }
    }

    private static HostException explained(String what, LinuxException refused) {
        String hint =
                switch (refused.errno()) {
                    case Errno.EPERM, Errno.EACCES -> "run weaved as root, or with CAP_NET_ADMIN";
                    case Errno.EBUSY, Errno.EADDRINUSE -> "is another weaved running?";
                    case Errno.ENOENT, Errno.ENODEV -> "is the kernel module tun loaded?";
                    default -> "the kernel refused";
                };
        return new HostException(what + ": " + hint + " (" + refused.getMessage() + ")", refused);
    }

    private <T extends AutoCloseable> T keep(T resource) {
        toClose.push(resource);
        return resource;
    }

    /** Leaves the bridge, and the containers on it, as they are. */
    @Override
    public void close() {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "while stopping: " + e);
            }
        }
    }
}
