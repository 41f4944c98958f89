package weave.gossip.mesh;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.topology.CollectionResult;
import weave.gossip.topology.Effects;
import weave.gossip.topology.Peer;
import weave.gossip.topology.PeerRecord;
import weave.gossip.topology.Peers;
import weave.gossip.topology.TopologyException;
import weave.gossip.topology.UpdateResult;
import weave.gossip.wire.TopologyCodec;
import weave.gossip.wire.WireException;

/**
 * The channel on which peers tell each other who is connected to whom. Owns the consequences of
 * every change in the database of peers: routes, targets, garbage, and what is told to others.
 */
final class Topology implements GossipChannel {
    static final String CHANNEL = "topology";

    private static final Logger LOG = System.getLogger(MeshRouter.LOGGER);

    private final Peers peers;
    private final RouteKeeper routes;
    private final ConnectionMaker connectionMaker;
    private final Gossiper gossiper;
    private final Delayed update;
    private final Delayed collection;
    private final Set<PeerName> touched = new HashSet<>();

    /** The version of ourselves that was told last. */
    private long toldVersion;

    private final List<Consumer<List<PeerRecord>>> removalListeners = new ArrayList<>();
    private final List<Runnable> shortIdListeners = new ArrayList<>();

    Topology(
            MeshTimes times,
            ControlLoop loop,
            Peers peers,
            RouteKeeper routes,
            ConnectionMaker connectionMaker,
            Gossiper gossiper) {
        this.peers = peers;
        this.routes = routes;
        this.connectionMaker = connectionMaker;
        this.update = new Delayed(loop, times.topologyDelay(), this::sendUpdate);
        this.collection = new Delayed(loop, times.collectionDelay(), this::collect);
        this.gossiper = gossiper;
        gossiper.register(CHANNEL, this);
        gossiper.register(
                TopologyDeltas.CHANNEL,
                new TopologyDeltas(peers, this, times.askAgain(), loop::nanoTime));
    }

    /** Hears of peers that are gone, with their last records. */
    void onPeersRemoved(Consumer<List<PeerRecord>> listener) {
        removalListeners.add(listener);
    }

    /** Hears that some short id means another peer now. */
    void onShortIdsInvalidated(Runnable listener) {
        shortIdListeners.add(listener);
    }

    /** Our record has changed; it is told to others, together with {@code remotes}, in a while. */
    void changed(Set<PeerName> remotes) {
        touched.addAll(remotes);
        routes.invalidateNeighbours();
        update.request();
    }

    /** Does what a change of the database calls for. */
    void apply(Effects effects) {
        if (effects.ourselvesChanged()) {
            changed(Set.of());
        }
        if (effects.shortIdsInvalidated()) {
            LOG.log(Level.DEBUG, "short IDs invalidated");
            List.copyOf(shortIdListeners).forEach(Runnable::run);
        }
    }

    /** Forgets peers that cannot be reached any more. */
    void collect() {
        CollectionResult result = peers.garbageCollect();
        if (!result.removed().isEmpty()) {
            for (PeerRecord peer : result.removed()) {
                LOG.log(
                        Level.INFO,
                        () ->
                                "removed unreachable peer "
                                        + peer.name()
                                        + "("
                                        + peer.nickName()
                                        + ")");
            }
            routes.invalidate();
            connectionMaker.refresh();
            List.copyOf(removalListeners).forEach(l -> l.accept(result.removed()));
        }
        apply(result.effects());
    }

    /** The same in a while. */
    void collectSoon() {
        collection.request();
    }

    void stop() {
        update.cancel();
        collection.cancel();
    }

    @Override
    public void onUnicast(PeerName source, byte[] data) throws GossipException {
        throw new GossipException("unexpected topology unicast from " + source);
    }

    @Override
    public Optional<GossipData> onBroadcast(PeerName source, byte[] data) throws GossipException {
        UpdateResult result = merge(data);
        return result.received().isEmpty()
                ? Optional.empty()
                : Optional.of(dataOf(result.received(), result.before()));
    }

    @Override
    public Optional<GossipData> onGossip(byte[] data) throws GossipException {
        UpdateResult result = merge(data);
        return result.before().isEmpty()
                ? Optional.empty()
                : Optional.of(dataOf(result.improved(), result.before()));
    }

    @Override
    public Optional<GossipData> gossip() {
        Set<PeerName> all = peers.all().stream().map(Peer::name).collect(Collectors.toSet());
        return Optional.of(new TopologyData(peers, all, DeltaData.digest(peers)));
    }

    /** Does what follows from a merge, and passes on what was new. */
    void merged(UpdateResult result, PeerName from) {
        follow(result);
        if (!result.before().isEmpty()) {
            gossiper.gossipToSome(CHANNEL, dataOf(result.improved(), result.before()), from);
        }
    }

    private UpdateResult merge(byte[] data) throws GossipException {
        try {
            UpdateResult result = peers.applyUpdate(TopologyCodec.decode(data));
            follow(result);
            collectSoon();
            return result;
        } catch (WireException | TopologyException e) {
            throw new GossipException("topology update: " + e.getMessage());
        }
    }

    private void follow(UpdateResult result) {
        if (!result.before().isEmpty()) {
            connectionMaker.refresh();
            routes.invalidate();
            collectSoon();
        }
        apply(result.effects());
    }

    /**
     * @param bases the versions that others may have
     */
    private TopologyData dataOf(Set<PeerName> names, Map<PeerName, Long> bases) {
        return new TopologyData(peers, names, DeltaData.news(peers, bases));
    }

    private void sendUpdate() {
        Peer self = peers.self();
        touched.add(self.name());
        Map<PeerName, Long> bases = new HashMap<>();
        for (PeerName name : touched) {
            peers.find(name).ifPresent(peer -> bases.put(name, peer.version()));
        }
        bases.put(self.name(), toldVersion);
        toldVersion = self.version();
        gossiper.gossipToSome(CHANNEL, dataOf(touched, bases), self.name());
        touched.clear();
    }
}
