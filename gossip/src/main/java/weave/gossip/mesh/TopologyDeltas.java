package weave.gossip.mesh;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipException;
import weave.gossip.topology.Peer;
import weave.gossip.topology.PeerNews;
import weave.gossip.topology.Peers;
import weave.gossip.topology.TopologyException;
import weave.gossip.topology.UpdateResult;
import weave.gossip.wire.DeltaMessage;
import weave.gossip.wire.WireException;

/**
 * The topology between neighbours that both announce {@link #FEATURE}: what changed instead of
 * whole records, and digests instead of everything (docs/protocol/topology.md).
 */
final class TopologyDeltas implements NeighbourChannel {
    static final String CHANNEL = "topology-deltas";

    /** The key in the feature map; its value are words, {@link #FORM} the first. */
    static final String FEATURE = "WeavedTopology";

    private static final String FORM = "deltas";

    private final Peers peers;
    private final Topology topology;
    private final long askAgainNanos;
    private final LongSupplier clock;

    /** What we have asked for lately, the oldest first: several neighbours tell the same. */
    private final Map<PeerName, Question> asked = new LinkedHashMap<>();

    private record Question(long version, long nanos) {}

    /**
     * @param askAgainNanos how long an answer is waited for before somebody else is asked
     */
    TopologyDeltas(Peers peers, Topology topology, long askAgainNanos, LongSupplier clock) {
        this.peers = peers;
        this.topology = topology;
        this.askAgainNanos = askAgainNanos;
        this.clock = clock;
    }

    /**
     * What is announced: that we take deltas of the topology, and on which channels further ones.
     */
    static String announced(Set<String> further) {
        return further.isEmpty() ? FORM : FORM + " " + String.join(" ", new TreeSet<>(further));
    }

    /** On which of our channels a peer with these features takes deltas. */
    static Set<String> taken(Map<String, String> features, Set<String> ours) {
        Set<String> words =
                Set.copyOf(Arrays.asList(features.getOrDefault(FEATURE, "").split(" ")));
        Set<String> taken = new HashSet<>(ours);
        taken.retainAll(words);
        if (words.contains(FORM)) {
            taken.add(CHANNEL);
        }
        return Set.copyOf(taken);
    }

    @Override
    public void onGossip(GossipPeer from, byte[] data) throws GossipException {
        if (!from.takesDeltas(CHANNEL)) {
            return;
        }
        try {
            switch (DeltaMessage.decode(data)) {
                case DeltaMessage.Digest digest -> compare(digest, from);
                case DeltaMessage.Summary summary -> answer(summary, from);
                case DeltaMessage.News news -> merge(news.news(), from);
                case DeltaMessage.Want want ->
                        say(from, DeltaData.records(peers, Set.copyOf(want.names())));
                case DeltaMessage.Records records ->
                        merged(peers.applyUpdate(records.records()), Map.of(), from);
            }
        } catch (WireException | TopologyException e) {
            throw new GossipException("topology deltas: " + e.getMessage());
        }
    }

    private void compare(DeltaMessage.Digest digest, GossipPeer from) {
        if (!digest.digest().equals(peers.digest())) {
            say(from, DeltaData.summary(peers));
        }
    }

    /** Asks for what is newer there, and tells what is newer here. */
    private void answer(DeltaMessage.Summary summary, GossipPeer from) throws TopologyException {
        Map<PeerName, Long> bases = new HashMap<>();
        for (PeerNews theirs : summary.records()) {
            peers.find(theirs.name())
                    .filter(ours -> isNewer(ours, theirs))
                    .ifPresent(ours -> bases.put(theirs.name(), theirs.version()));
        }
        if (!bases.isEmpty()) {
            say(from, DeltaData.news(peers, bases));
        }
        merge(summary.records(), from);
    }

    private static boolean isNewer(Peer ours, PeerNews theirs) {
        int order = Long.compareUnsigned(ours.version(), theirs.version());
        return order > 0 || order == 0 && Long.compareUnsigned(ours.uid(), theirs.uid()) > 0;
    }

    private void merge(List<PeerNews> news, GossipPeer from) throws TopologyException {
        Map<PeerName, Long> versions = new HashMap<>();
        news.forEach(item -> versions.put(item.name(), item.version()));
        merged(peers.applyNews(news), versions, from);
    }

    /**
     * @param versions those announced, by name
     */
    private void merged(UpdateResult result, Map<PeerName, Long> versions, GossipPeer from) {
        topology.merged(result, from.remoteName());
        Set<PeerName> wanted = new HashSet<>(result.wanted());
        wanted.removeIf(name -> !mayAsk(name, versions.getOrDefault(name, 0L)));
        if (!wanted.isEmpty()) {
            say(from, DeltaData.wanted(peers, wanted));
        }
    }

    /** Nobody is asked for what another is about to answer. */
    private boolean mayAsk(PeerName name, long version) {
        long now = clock.getAsLong();
        Iterator<Question> oldest = asked.values().iterator();
        while (oldest.hasNext() && now - oldest.next().nanos() >= askAgainNanos) {
            oldest.remove();
        }
        Question before = asked.get(name);
        if (before != null && Long.compareUnsigned(before.version(), version) >= 0) {
            return false;
        }
        asked.remove(name);
        asked.put(name, new Question(version, now));
        return true;
    }

    private static void say(GossipPeer to, DeltaData data) {
        to.gossip(CHANNEL, data);
    }
}
