package weave.gossip.mesh;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.channel.GossipSender;
import weave.gossip.channel.Shortened;
import weave.gossip.channel.SurrogateChannel;
import weave.gossip.topology.RandomNeighbours;
import weave.gossip.wire.Envelope;
import weave.gossip.wire.ProtocolMessage;
import weave.gossip.wire.WireException;

/**
 * Brings gossip to its channels and onwards: unicasts by the routes, broadcasts along the tree of
 * their source, and what was new of gossip to a few neighbours by chance.
 */
final class Gossiper {
    private static final Logger LOG = System.getLogger(MeshRouter.LOGGER);

    /** Channels passed on for others; beyond it what comes for further ones is dropped. */
    private static final int SURROGATES_MAX = 64;

    private final Map<String, GossipChannel> channels = new LinkedHashMap<>();
    private final Set<String> deltaChannels = new HashSet<>();
    private final Map<String, NeighbourChannel> neighbourChannels = new LinkedHashMap<>();
    private final Map<String, GossipChannel> surrogates = new LinkedHashMap<>();
    private final PeerName self;
    private final RouteKeeper routes;
    private final RandomNeighbours random;
    private final Function<PeerName, Optional<? extends GossipPeer>> neighbours;
    private final long rememberNanos;
    private final LongSupplier clock;

    Gossiper(
            PeerName self,
            RouteKeeper routes,
            RandomNeighbours random,
            Function<PeerName, Optional<? extends GossipPeer>> neighbours,
            long rememberNanos,
            LongSupplier clock) {
        this.self = self;
        this.routes = routes;
        this.random = random;
        this.neighbours = neighbours;
        this.rememberNanos = rememberNanos;
        this.clock = clock;
    }

    /** From now on {@code channel} hears what comes for {@code name}. */
    GossipSender register(String name, GossipChannel channel) {
        if (channels.putIfAbsent(name, channel) != null) {
            throw new IllegalArgumentException("channel " + name + " is registered already");
        }
        surrogates.remove(name);
        if (name.endsWith(Shortened.CHANNEL_SUFFIX)) {
            deltaChannels.add(name);
        }
        return new Sender(name);
    }

    /** The channels served here on which neighbours that can are told in fewer bytes. */
    Set<String> deltaChannels() {
        return Set.copyOf(deltaChannels);
    }

    /** The same for gossip that stays between neighbours. */
    void register(String name, NeighbourChannel channel) {
        neighbourChannels.put(name, channel);
    }

    /**
     * Takes a message of one of the three kinds from a neighbour.
     *
     * @throws WireException if it is malformed; {@link GossipException} if its channel refuses it:
     *     the connection must end
     */
    void receive(ProtocolMessage message, GossipPeer from) throws WireException, GossipException {
        switch (Envelope.decode(message)) {
            case Envelope.Unicast unicast -> unicast(unicast, message);
            case Envelope.Broadcast broadcast -> {
                if (mayUse(broadcast.channel(), from)) {
                    broadcast(broadcast);
                }
            }
            case Envelope.Gossip gossip -> {
                if (mayUse(gossip.channel(), from)) {
                    gossip(gossip, from);
                }
            }
        }
    }

    /** All our state, for a neighbour that may know nothing. */
    void sendAll(GossipPeer neighbour) {
        channels.forEach((name, channel) ->
                channel.gossip().ifPresent(data -> neighbour.gossip(name, data)));
    }

    /** All our state to some neighbours: what heals whatever got lost. */
    void sendAllToSome() {
        channels.forEach((name, channel) ->
                channel.gossip().ifPresent(data -> gossipToSome(name, data, self)));
    }

    /** Who has not announced that it takes deltas has none to say either. */
    private boolean mayUse(String channel, GossipPeer from) {
        return !deltaChannels.contains(channel) || from.takesDeltas(channel);
    }

    /** What is for us may have come a long way: of who is no neighbour nothing is known. */
    private void unicast(Envelope.Unicast unicast, ProtocolMessage message) throws GossipException {
        if (unicast.destination().equals(self)) {
            Optional<? extends GossipPeer> source = neighbours.apply(unicast.source());
            boolean mayUse = source.map(peer -> mayUse(unicast.channel(), peer)).orElse(true);
            Optional<GossipChannel> channel = channel(unicast.channel());
            if (channel.isPresent() && mayUse) {
                channel.get().onUnicast(unicast.source(), unicast.data());
            }
        } else {
            forward(unicast.destination(), unicast.channel(), message);
        }
    }

    private void broadcast(Envelope.Broadcast broadcast) throws GossipException {
        Optional<GossipChannel> channel = channel(broadcast.channel());
        if (channel.isPresent()) {
            channel.get()
                    .onBroadcast(broadcast.source(), broadcast.data())
                    .ifPresent(data -> broadcastOn(broadcast.channel(), broadcast.source(), data));
        }
    }

    private void gossip(Envelope.Gossip gossip, GossipPeer from) throws GossipException {
        NeighbourChannel between = neighbourChannels.get(gossip.channel());
        if (between != null) {
            between.onGossip(from, gossip.data());
            return;
        }
        Optional<GossipChannel> channel = channel(gossip.channel());
        if (channel.isPresent()) {
            channel.get()
                    .onGossip(gossip.data())
                    .ifPresent(data -> gossipToSome(gossip.channel(), data, from.remoteName()));
        }
    }

    private void broadcastOn(String channel, PeerName source, GossipData data) {
        for (PeerName name : routes.fresh().broadcastAll(source)) {
            neighbours.apply(name).ifPresent(peer -> broadcast(peer, channel, source, data));
        }
    }

    /** To some neighbours, chosen at random; to each in the form that it takes. */
    void gossipToSome(String channel, GossipData data, PeerName except) {
        for (PeerName name : random.choose(routes.ofNeighbours(), except)) {
            neighbours.apply(name).ifPresent(peer -> tell(peer, channel, data));
        }
    }

    /**
     * To each neighbour in the form that it takes; deltas that stay between neighbours are none.
     */
    private void broadcast(GossipPeer peer, String channel, PeerName source, GossipData data) {
        if (!(data instanceof Shortened shortened)) {
            peer.broadcast(channel, source, data);
        } else if (deltaChannels.contains(shortened.deltasChannel())
                && peer.takesDeltas(shortened.deltasChannel())) {
            peer.broadcast(shortened.deltasChannel(), source, shortened.deltas());
        } else {
            peer.broadcast(shortened.channel(), source, data);
        }
    }

    private static void tell(GossipPeer peer, String channel, GossipData data) {
        if (data instanceof Shortened shortened && peer.takesDeltas(shortened.deltasChannel())) {
            peer.gossip(shortened.deltasChannel(), shortened.deltas());
        } else {
            peer.gossip(channel, data);
        }
    }

    private void forward(PeerName destination, String channel, ProtocolMessage message) {
        Optional<? extends GossipPeer> next =
                routes.current().nextHopAll(destination).flatMap(neighbours::apply);
        if (next.isPresent()) {
            next.get().send(message);
        } else {
            LOG.log(Level.DEBUG, () -> "no route for unicast on " + channel + " to " + destination);
        }
    }

    private Optional<GossipChannel> channel(String name) {
        GossipChannel channel = channels.get(name);
        if (channel == null) {
            channel = surrogates.get(name);
        }
        if (channel == null && surrogates.size() < SURROGATES_MAX) {
            channel = new SurrogateChannel(rememberNanos, clock);
            surrogates.put(name, channel);
        }
        return Optional.ofNullable(channel);
    }

    private final class Sender implements GossipSender {
        private final String channel;

        Sender(String channel) {
            this.channel = channel;
        }

        @Override
        public void unicast(PeerName destination, byte[] data) {
            Envelope envelope = new Envelope.Unicast(channel, self, destination, data);
            forward(destination, channel, envelope.encode());
        }

        @Override
        public void broadcast(GossipData data) {
            broadcastOn(channel, self, data);
        }

        @Override
        public void gossip(GossipData data) {
            gossipToSome(channel, data, self);
        }
    }
}
