package weave.tools.weaved;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.dataplane.Dataplane;
import weave.core.dataplane.DataplaneConfig;
import weave.core.engine.Limits;
import weave.core.fastdp.EspKernel;
import weave.core.fastdp.KernelDatapath;
import weave.core.overlay.EspKeys;
import weave.core.overlay.Overlay;
import weave.core.peer.PeerName;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.gossip.crypto.AesGcmFrameCiphers;
import weave.gossip.crypto.HkdfEspKeys;
import weave.gossip.crypto.NegotiatedFrameCiphers;
import weave.gossip.crypto.SecretBoxes;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.mesh.MeshStatus;
import weave.gossip.mesh.NettyControlLoop;
import weave.gossip.mesh.NettyTransport;
import weave.gossip.store.StateStore;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.tools.attach.AddressPool;
import weave.tools.attach.NameRegistry;
import weave.tools.docker.DockerClient;
import weave.tools.echo.EchoService;
import weave.tools.host.BridgeWatch;
import weave.tools.host.ContainerSwitch;
import weave.tools.host.FileTrouble;
import weave.tools.host.HostException;
import weave.tools.host.WeaveBridge;
import weave.tools.http.EchoRoutes;
import weave.tools.http.HttpAddress;
import weave.tools.http.HttpServer;
import weave.tools.http.Liveness;
import weave.tools.http.MetricsRoutes;
import weave.tools.http.PeerRoutes;
import weave.tools.http.ReportRoutes;
import weave.tools.http.Routes;
import weave.tools.http.StopRoutes;
import weave.tools.http.TraceRoutes;
import weave.tools.metrics.DataplaneMetrics;
import weave.tools.metrics.FastDatapathMetrics;
import weave.tools.metrics.IpamMetrics;
import weave.tools.metrics.MeshMetrics;
import weave.tools.metrics.MetricGroup;
import weave.tools.metrics.ProcessMetrics;
import weave.tools.metrics.UplinkMetrics;
import weave.tools.report.DatapathReport;
import weave.tools.report.Report;
import weave.tools.report.ReportBuilder;
import weave.tools.report.Version;
import weave.tools.trace.AddressOwner;
import weave.tools.trace.BridgeNeighbours;

/**
 * A running weaved: what it is made of, in the order in which it is made. It is taken down in the
 * opposite order.
 *
 * <pre>
 *   lock ─ state ─ name ─ TAP ─ bridge ─ dataplane ─ control loop
 *                                          mesh ─ addresses, names ─ HTTP ─ peers
 * </pre>
 */
final class Node implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved");
    private static final long MESH_STOP_SECONDS = 5;
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final NodeConfig config;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private StateStore store;
    private PeerName name;
    private String tapName;
    private List<TapPort> tap;
    private ContainerSwitch bridge;
    private ForwardingTable routes;
    private Dataplane dataplane;

    /** {@code null} if user space carries all frames. */
    private KernelDatapath kernel;

    /** {@code null} without a host. */
    private NodeDatapath datapath;

    private NodeUplink uplink = new NodeUplink(Optional.empty(), "");
    private Tuning tuning;

    private NettyControlLoop loop;
    private MeshRouter mesh;
    private Optional<NodeAddresses> addresses = Optional.empty();
    private Optional<NodeNames> names = Optional.empty();
    private HostServices host;
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
        return start(config, Node::openLocalPort);
    }

    /** The same without touching the host: {@code port} takes the place of TAP and bridge. */
    static Node rehearse(NodeConfig config, TapPort port) throws IOException {
        return start(
                config,
                node -> {
                    node.tapName = port.name();
                    node.tap = List.of(node.keep(port));
                });
    }

    private static Node start(NodeConfig config, Consumer<Node> openLocalPort) throws IOException {
        Node node = new Node(config);
        node.tuning = config.tuning();
        try {
            node.findName();
            openLocalPort.accept(node);
            node.startDataplane();
            node.startMesh();
            node.serveHttp();
            node.connectPeers();
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            node.undo();
            throw e;
        }
    }

    /** Waits until the node cannot go on, or shall not; it is then the caller's to close. */
    Ending awaitEnding() {
        return ending.join();
    }

    private void findName() throws IOException {
        NodeState.makeFolder(config.databasePrefix());
        keep(StateLock.take(config.databasePrefix(), "choose another --db-prefix"));
        HostReset.forget(config);
        store = NodeState.open(config.databasePrefix());
        store.damage().ifPresent(damage -> LOG.log(Level.WARNING, damage));
        PeerNames.Found found = NodeName.find(config, store);
        name = found.name();
        NodeState.persist(store, name);
        LOG.log(Level.INFO, "Peer name " + name + " (" + found.origin() + ")");
    }

    /** The TAP first: if another daemon has it, that one's bridge is left alone. */
    private void openLocalPort() {
        tapName = WeaveBridge.tapName(config.bridge());
        tap = openTap(tapName, tuning);
        keep(() -> tap.forEach(TapPort::close));
        openUplink();
        bridge = NodeBridge.claim(config, name);
        NodeEncryption.keepOrRemoveDatapath(config);
        datapath =
                bridge instanceof WeaveBridge
                        ? NodeDatapath.onBridge(config, name, tapName, uplink.uplink().isPresent())
                        : NodeDatapath.inPlaceOfBridge(config, tapName);
        LOG.log(Level.INFO, "Bridge type is " + datapath.type().text());
        kernel = datapath.kernel();
        if (datapath.filters() != null) {
            keep(datapath.filters());
        }
        bridge.attach(datapath.bridgePort());
        keep(BridgeWatch.start(bridge, datapath.bridgePort(), this::lose));
        LOG.log(Level.INFO, "Bridge " + config.bridge() + ", MTU " + config.mtu());
    }

    /** Each queue of the dataplane serves one of the card at least. */
    private void openUplink() {
        uplink = NodeUplink.open(config);
        uplink.uplink().ifPresent(this::keep);
        int served = uplink.ofQueues().size();
        if (served > 0 && served < tap.size()) {
            tuning = config.tuning().withQueues(served);
            tap.forEach(TapPort::close);
            tap = openTap(tapName, tuning);
        }
    }

    private void startDataplane() {
        routes = new ForwardingTable(ForwardingSnapshot.alone(name.value()));
        DataplaneConfig dataplaneConfig =
                new DataplaneConfig(
                        name,
                        config.host(),
                        config.port(),
                        uplink.takesVxlan(config),
                        config.mtu(),
                        Path.of(config.databasePrefix() + "counters"),
                        tuning,
                        1);
        try {
            dataplane =
                    keep(Dataplane.start(dataplaneConfig, tap, uplink.ofQueues(), routes, kernel));
        } catch (UncheckedIOException e) {
            throw countersRefused(e);
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.EADDRNOTAVAIL) {
                String host = config.host().getHostAddress();
                throw new HostException("--host: " + host + " is no address of this host", refused);
            }
            throw explained("UDP port " + config.port(), refused);
        }
        dataplane.onPortLost(_ -> loseTap(tapName));
        dataplane.onUpcallsLost(_ -> loseTap(WeaveBridge.upcallTapName(config.bridge())));
    }

    private void loseTap(String deleted) {
        lose("TAP " + deleted + " is gone: somebody deleted it");
    }

    private void lose(String what) {
        ending.complete(new Ending(what + "; stopping, start weaved again", false));
    }

    private void startMesh() throws IOException {
        NegotiatedFrameCiphers ciphers = ciphers();
        boolean isEncrypted = config.password() != null;
        LOG.log(
                Level.INFO,
                "Encryption: " + (isEncrypted ? ciphers.description() : "off, without a password"));
        loop = keep(NettyControlLoop.open());
        NodeShortId shortId = new NodeShortId(store, name);
        mesh =
                new MeshRouter(
                        config.mesh(name, shortId.current()),
                        loop,
                        new NettyTransport(loop),
                        overlays(ciphers),
                        routes,
                        new SecureRandom());
        mesh.onShortIdsInvalidated(() -> shortId.change(mesh.shortId()));
        peers = new PatientMesh(mesh, loop);
        addresses =
                config.ipam()
                        .map(ipam ->
                                keep(
                                        NodeAddresses.join(
                                                ipam.config(name, config.nickname()),
                                                mesh,
                                                loop,
                                                store,
                                                peers::waitingCount)));
        names = NodeNames.join(config.dns(), name, mesh, loop, store);
        startListening();
        keep(this::stopMesh);
        if (names.isPresent()) {
            keep(names.get()).serve();
        }
    }

    private void startListening() {
        try {
            mesh.start();
        } catch (IOException refused) {
            throw ListenTrouble.explained("--port", refused);
        }
    }

    /** In the order of preference. */
    private List<Overlay> overlays(NegotiatedFrameCiphers ciphers) {
        Overlay sleeve = followed(dataplane.sleeve(ciphers, loop));
        if (kernel == null) {
            if (bridge != null) {
                NodeEncryption.clear(config);
            }
            return uplink.overlays(config, dataplane, sleeve, loop);
        }
        EspKernel esp = NodeEncryption.open(config).orElse(null);
        EspKeys keys = new HkdfEspKeys(new SecureRandom());
        Overlay fastDatapath =
                dataplane.fastDatapath(esp, keys, config.datapath().espRekey(), loop);
        return List.of(fastDatapath, sleeve);
    }

    private Overlay followed(Overlay sleeve) {
        return uplink.uplink().map(up -> up.follow(sleeve, dataplane, loop)).orElse(sleeve);
    }

    private NegotiatedFrameCiphers ciphers() {
        SecretBoxes secretBoxes = SecretBoxes.suited();
        return config.secretBoxesOnly()
                ? NegotiatedFrameCiphers.secretBoxesOnly(secretBoxes)
                : new NegotiatedFrameCiphers(secretBoxes, AesGcmFrameCiphers.suited());
    }

    private void serveHttp() throws IOException {
        List<MetricGroup> metrics = metrics();
        Routes pages = MetricsRoutes.over(ReportRoutes.over(this::report), metrics);
        RememberedMesh remembered = keep(new RememberedMesh(peers, new StartPeers(store)));
        Routes control =
                StopRoutes.over(
                        PeerRoutes.over(pages, remembered), HostReset.leftFile(config), this::stop);
        DockerClient docker = bridge == null ? null : docker();
        Liveness alive = docker == null ? Liveness.unknown() : new DockerLiveness(docker, loop);
        Routes named = names.map(node -> node.over(control, alive)).orElse(control);
        Routes all = withHost(addresses.map(a -> a.over(named, alive)).orElse(named), docker);
        listen(config.httpAddress(), probing(all), "--http-addr", "HTTP");
        if (!config.statusAddress().equals(config.httpAddress())) {
            listen(config.statusAddress(), pages, "--status-addr", "status");
        } else if (!(config.statusAddress() instanceof HttpAddress.Off)) {
            LOG.log(Level.INFO, "--status-addr is --http-addr: the one serves both");
        }
        Routes numbers = MetricsRoutes.over(new Routes(), metrics);
        listen(config.metricsAddress(), numbers, "--metrics-addr", "metrics");
    }

    /** {@code null} where there is none to ask. */
    private DockerClient docker() {
        HttpAddress address = config.docker();
        return address instanceof HttpAddress.Off ? null : new DockerClient(address);
    }

    /** The host is left alone where there is no bridge of ours on it. */
    private Routes withHost(Routes base, DockerClient docker) {
        if (bridge == null) {
            return base;
        }
        AddressPool pool = addresses.map(NodeAddresses::pool).orElse(AddressPool.none());
        NameRegistry registry = names.map(NodeNames::registry).orElse(NameRegistry.none());
        host = keep(HostServices.start(config, datapath, store, pool, registry, docker));
        return host.over(base);
    }

    /** What looks at the ways of frames. */
    private Routes probing(Routes base) {
        if (bridge == null) {
            return base;
        }
        EchoService echoes = keep(EchoService.start(config.bridge()));
        List<AddressOwner> owners = List.of(new BridgeNeighbours(config.bridge()));
        return EchoRoutes.over(
                TraceRoutes.over(base, mesh, dataplane::status, host::isHere, owners),
                mesh,
                echoes);
    }

    private void listen(HttpAddress address, Routes served, String flag, String what) {
        if (!(address instanceof HttpAddress.Off)) {
            EventLoop http = loop.eventLoop();
            try {
                keep(HttpServer.listen(http, address, served));
            } catch (IOException refused) {
                throw ListenTrouble.explained(flag, refused);
            }
            LOG.log(Level.INFO, "Listening for " + what + " at " + address);
        }
    }

    private void connectPeers() throws IOException {
        List<String> chosen = new StartPeers(store).choose(config.peers(), config.resume());
        loop.execute(() -> {
            ready = true;
            peers.begin(chosen);
        });
    }

    /** Told by an operator; what was asked is answered before the end comes. */
    private void stop(boolean reset) {
        LOG.log(Level.INFO, reset ? "told to stop and remove everything" : "told to stop");
        loop.schedule(ANSWER_NANOS, () -> ending.completeAsync(() -> stopped(reset)));
    }

    private Ending stopped(boolean reset) {
        try {
            new StartPeers(store).forgetStart();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot write the state: " + e.getMessage());
        }
        return new Ending(null, reset);
    }

    /** On the control loop. */
    private Report report() {
        MeshStatus status = mesh.status();
        DatapathReport way =
                DatapathReport.of(
                        tapName,
                        dataplane.status(),
                        kernel == null ? null : kernel.status(),
                        datapath == null ? Map.of() : datapath.ways(),
                        uplink.report(config),
                        status,
                        Instant.now());
        return ReportBuilder.build(ready, Version.current(), status, way)
                .withIpam(addresses.map(NodeAddresses::report).orElse(null))
                .withDns(names.map(NodeNames::report).orElse(null))
                .withHost(host == null ? null : host.report());
    }

    private List<MetricGroup> metrics() {
        List<MetricGroup> groups = new ArrayList<>();
        groups.add(new MeshMetrics(mesh::status));
        groups.add(new DataplaneMetrics(dataplane::status));
        if (kernel != null) {
            groups.add(new FastDatapathMetrics(kernel::status));
        }
        uplink.uplink().ifPresent(up -> groups.add(new UplinkMetrics(up::status)));
        addresses.ifPresent(a -> groups.add(new IpamMetrics(name, a.allocator()::status)));
        names.ifPresent(node -> groups.add(node.metrics()));
        groups.add(new ProcessMetrics());
        return groups;
    }

    private void stopMesh() throws Exception {
        CompletableFuture.runAsync(mesh::stop, loop).get(MESH_STOP_SECONDS, TimeUnit.SECONDS);
    }

    private static List<TapPort> openTap(String tap, Tuning tuning) {
        try {
            return TapPort.open(tap, tuning, Limits.FRAME_SLOT_LENGTH);
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

    private static HostException countersRefused(UncheckedIOException e) {
        return e.getCause() instanceof FileSystemException trouble
                ? FileTrouble.explained("cannot write", "--db-prefix", trouble)
                : new HostException(e.getMessage(), e);
    }

    private <T extends AutoCloseable> T keep(T resource) {
        toClose.push(resource);
        return resource;
    }

    /** Removes a bridge that only this start has made. */
    private void undo() {
        try {
            if (bridge != null) {
                bridge.unclaim();
            }
        } catch (HostException e) {
            LOG.log(Level.WARNING, "while giving up: " + e.getMessage());
        }
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
