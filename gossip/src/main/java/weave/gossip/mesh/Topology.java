package weave.gossip.mesh;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.channel.GossipSender;
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
    private final GossipSender sender;
    private final Delayed update;
    private final Delayed collection;
    private final Set<PeerName> updated = new HashSet<>();
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
        this.sender = gossiper.register(CHANNEL, this);
    }

    /** Hears of peers that are gone, with their last records. */
    void onPeersRemoved(Consumer<List<PeerRecord>> listener) {
        removalListeners.add(listener);
    }

    /** Hears that some short id means another peer now. */
    void onShortIdsInvalidated(Runnable listener) {
        shortIdListeners.add(listener);
    }

    /** Our record has changed; it is told to others, together with {@code touched}, in a while. */
    void changed(Set<PeerName> touched) {
        updated.addAll(touched);
        routes.invalidate();
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
        return dataOf(merge(data).received());
    }

    @Override
    public Optional<GossipData> onGossip(byte[] data) throws GossipException {
        return dataOf(merge(data).improved());
    }

    @Override
    public Optional<GossipData> gossip() {
        return dataOf(peers.all().stream().map(Peer::name).collect(Collectors.toSet()));
    }

    private UpdateResult merge(byte[] data) throws GossipException {
        UpdateResult result;
        try {
            result = peers.applyUpdate(TopologyCodec.decode(data));
        } catch (WireException | TopologyException e) {
            throw new GossipException("topology update: " + e.getMessage());
        }
        if (!result.improved().isEmpty()) {
            connectionMaker.refresh();
            routes.invalidate();
        }
        apply(result.effects());
        collectSoon();
        return result;
    }

    private Optional<GossipData> dataOf(Set<PeerName> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(new TopologyData(peers, names));
    }

    private void sendUpdate() {
        updated.add(peers.self().name());
        sender.gossip(new TopologyData(peers, updated));
        updated.clear();
    }
}
