package weave.gossip.mesh;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import weave.core.control.ForwardingTable;
import weave.core.overlay.Overlay;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipSender;
import weave.gossip.topology.Introduction;
import weave.gossip.topology.PeerRecord;
import weave.gossip.topology.Peers;
import weave.gossip.topology.RandomNeighbours;
import weave.gossip.topology.Routes;

/**
 * Our part of the mesh: accepts and dials, keeps connections, and publishes routes to the
 * dataplane. Built and started on any thread; everything else on the control loop.
 */
public final class MeshRouter implements Mesh {
    /** The name of the mesh's log. */
    static final String LOGGER = "weaved.mesh";

    private static final Logger LOG = System.getLogger(LOGGER);

    private final MeshConfig config;
    private final MeshTimes times;
    private final ControlLoop loop;
    private final Transport transport;
    private final Peers peers;
    private final Neighbours neighbours;
    private final RouteKeeper routes;
    private final ConnectionMaker connectionMaker;
    private final Gossiper gossiper;
    private final Topology topology;
    private final Acceptor acceptor;
    private final MeshParts parts;
    private final Set<MeshConnection> live = new HashSet<>();
    private Consumer<List<String>> directPeersListener = given -> {};
    private Cancellable periodicGossip = () -> {};
    private int port;
    private boolean stopped;

    /**
     * @param overlays in order of preference, at least one
     * @param table where routes are published; holds a snapshot of ours
     * @param random draws identities, neighbours and waiting times; keys are drawn from a source of
     *     their own
     */
    public MeshRouter(
            MeshConfig config,
            ControlLoop loop,
            Transport transport,
            List<Overlay> overlays,
            ForwardingTable table,
            RandomGenerator random) {
        this.config = config;
        this.times = new MeshTimes(config.timeScale());
        this.loop = loop;
        this.transport = transport;
        this.port = config.port();
        this.peers = new Peers(ourselves(config, random), random);
        this.neighbours = new Neighbours(config.connectionLimit());
        this.routes = new RouteKeeper(times, loop, peers, table);
        this.connectionMaker = new ConnectionMaker(config, loop, random, peers, this::dial);
        this.gossiper =
                new Gossiper(
                        config.name(),
                        routes,
                        new RandomNeighbours(random),
                        neighbours::find,
                        times.gossipInterval(),
                        loop::nanoTime);
        this.topology = new Topology(times, loop, peers, routes, connectionMaker, gossiper);
        LocalPeer localPeer =
                new LocalPeer(peers, neighbours, routes, topology, gossiper, connectionMaker);
        this.acceptor = new Acceptor(times, loop, this::accepted);
        this.parts =
                new MeshParts(
                        config,
                        times,
                        loop,
                        List.copyOf(overlays),
                        peers,
                        localPeer,
                        gossiper,
                        connectionMaker,
                        new SecureRandom(),
                        random);
    }

    /**
     * Opens the port and begins. Not on the loop: it waits.
     *
     * @return the address we listen on
     * @throws IOException if the port cannot be had
     */
    public InetSocketAddress start() throws IOException {
        InetSocketAddress address = acceptor.open(transport, config.host(), config.port());
        loop.execute(() -> {
            port = address.getPort();
            connectionMaker.port(port);
            acceptor.start();
            scheduleGossip();
        });
        LOG.log(
                Level.INFO,
                "Our name is " + peers.self() + "; listening on " + AddressText.of(address));
        return address;
    }

    /** Ends every connection and closes the port. */
    public void stop() {
        stopped = true;
        acceptor.stop();
        periodicGossip.cancel();
        List.copyOf(live).forEach(connection -> connection.close("router stopped"));
        connectionMaker.stop();
        topology.stop();
        routes.stop();
    }

    @Override
    public CompletableFuture<List<String>> connect(Collection<String> given, boolean replace) {
        PeerResolver resolver = new PeerResolver(given);
        addDirect(resolver.takeResolved(), replace);
        CompletableFuture<List<String>> outcome = new CompletableFuture<>();
        if (resolver.needsLookUp()) {
            Thread.ofVirtual()
                    .name("mesh-resolver")
                    .start(() -> {
                        resolver.lookUp();
                        loop.execute(() -> lookedUp(resolver, outcome));
                    });
        } else {
            outcome.complete(resolver.errors());
        }
        return outcome;
    }

    @Override
    public List<String> forget(Collection<String> given) {
        List<String> unknown = connectionMaker.forget(given.stream().map(String::strip).toList());
        directPeersListener.accept(connectionMaker.directPeers());
        return unknown;
    }

    @Override
    public MeshStatus status() {
        return new MeshStatusBuilder(
                        config,
                        port,
                        peers,
                        routes.fresh(),
                        neighbours,
                        connectionMaker,
                        loop.nanoTime())
                .build();
    }

    /**
     * From now on {@code channel} hears what comes for {@code name}.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public GossipSender registerChannel(String name, GossipChannel channel) {
        return gossiper.register(name, channel);
    }

    /** Hears the direct peers, as given, whenever they change. One listener. */
    public void onDirectPeersChanged(Consumer<List<String>> listener) {
        directPeersListener = listener;
    }

    /** Hears of peers that have left the mesh, with their last records. */
    public void onPeersRemoved(Consumer<List<PeerRecord>> listener) {
        topology.onPeersRemoved(listener);
    }

    /** Hears that some short id means another peer now; ours may be another one, too. */
    public void onShortIdsInvalidated(Runnable listener) {
        topology.onShortIdsInvalidated(listener);
    }

    /** Our own short id as of now, 0 to 4095. */
    public int shortId() {
        return peers.self().shortId();
    }

    /** Direct peers, but for those that turned out to be no peers for us. */
    public int expectedPeerCount() {
        return connectionMaker.expectedPeerCount();
    }

    /** The routes as of now. On the control loop only, as everything here. */
    public Routes routes() {
        return routes.fresh();
    }

    /** Everyone we know of; read-only for others. */
    public Peers peers() {
        return peers;
    }

    private static Introduction ourselves(MeshConfig config, RandomGenerator random) {
        long uid = 0;
        while (uid == 0) {
            uid = random.nextLong();
        }
        return new Introduction(config.name(), config.nickName(), uid, config.shortId(), true);
    }

    private void scheduleGossip() {
        periodicGossip =
                loop.schedule(
                        times.gossipInterval(),
                        () -> {
                            scheduleGossip();
                            gossiper.sendAllToSome();
                        });
    }

    private void addDirect(List<DirectPeer> added, boolean replace) {
        if (!added.isEmpty() || replace) {
            connectionMaker.add(added, replace);
            directPeersListener.accept(connectionMaker.directPeers());
        }
    }

    private void lookedUp(PeerResolver resolver, CompletableFuture<List<String>> outcome) {
        if (!stopped) {
            addDirect(resolver.takeResolved(), false);
        }
        outcome.complete(resolver.errors());
    }

    private void accepted(Wire wire) {
        String address = AddressText.of(wire.remoteAddress());
        LOG.log(Level.INFO, "->[" + address + "] connection accepted");
        begin(new MeshConnection(parts, wire, false, address, true, this::progressed));
    }

    private void dial(String target, InetSocketAddress address, boolean mayIntroduce) {
        Optional<String> refusal = neighbours.refusal();
        if (refusal.isPresent()) {
            attemptFailed(target, refusal.get());
            return;
        }
        LOG.log(Level.INFO, "->[" + target + "] attempting connection");
        transport.connect(
                config.host(),
                address,
                new Transport.DialHandler() {
                    @Override
                    public void connected(Wire wire) {
                        dialled(target, wire, mayIntroduce);
                    }

                    @Override
                    public void failed(String reason) {
                        attemptFailed(target, "dial tcp4 " + target + ": " + reason);
                    }
                });
    }

    private void dialled(String target, Wire wire, boolean mayIntroduce) {
        begin(new MeshConnection(parts, wire, true, target, mayIntroduce, this::progressed));
    }

    private void attemptFailed(String target, String reason) {
        LOG.log(Level.INFO, "->[" + target + "] error during connection attempt: " + reason);
        if (!stopped) {
            connectionMaker.attemptFailed(target, reason);
        }
    }

    private void begin(MeshConnection connection) {
        live.add(connection);
        if (!connection.outbound()) {
            acceptor.watch(connection);
        }
        connection.start();
        if (stopped) {
            connection.close("router stopped");
        }
    }

    /** A connection is introduced, or has ended. */
    private void progressed(MeshConnection connection) {
        acceptor.unwatch(connection);
        if (connection.isClosed()) {
            live.remove(connection);
        }
    }
}
