package weave.gossip.mesh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.topology.Peer;
import weave.gossip.topology.PeerNews;
import weave.gossip.topology.Peers;
import weave.gossip.wire.DeltaMessage;

/**
 * What waits to be told to a neighbour that takes deltas: news, answers and questions, all as they
 * are when sent.
 */
final class DeltaData implements GossipData {
    /** Whole records in one message; an answer may need several. */
    private static final int RECORDS_MAX = 64;

    private static final Comparator<PeerNews> DELTAS_FIRST =
            Comparator.comparing(news -> news.delta().isEmpty());

    private final Peers peers;

    /** By name the version that the neighbour may have. */
    private final Map<PeerName, Long> news;

    private final Set<PeerName> records;
    private final Set<PeerName> wanted;
    private final boolean digest;
    private final boolean summary;

    private DeltaData(
            Peers peers,
            Map<PeerName, Long> news,
            Set<PeerName> records,
            Set<PeerName> wanted,
            boolean digest,
            boolean summary) {
        this.peers = peers;
        this.news = Map.copyOf(news);
        this.records = Set.copyOf(records);
        this.wanted = Set.copyOf(wanted);
        this.digest = digest;
        this.summary = summary;
    }

    /**
     * @param bases by name the version that was current before
     */
    static DeltaData news(Peers peers, Map<PeerName, Long> bases) {
        return new DeltaData(peers, bases, Set.of(), Set.of(), false, false);
    }

    static DeltaData records(Peers peers, Set<PeerName> names) {
        return new DeltaData(peers, Map.of(), names, Set.of(), false, false);
    }

    static DeltaData wanted(Peers peers, Set<PeerName> names) {
        return new DeltaData(peers, Map.of(), Set.of(), names, false, false);
    }

    static DeltaData digest(Peers peers) {
        return new DeltaData(peers, Map.of(), Set.of(), Set.of(), true, false);
    }

    static DeltaData summary(Peers peers) {
        return new DeltaData(peers, Map.of(), Set.of(), Set.of(), false, true);
    }

    @Override
    public List<byte[]> encode() {
        List<DeltaMessage> messages = new ArrayList<>();
        addRecords(messages);
        addNews(messages);
        if (!wanted.isEmpty()) {
            messages.add(new DeltaMessage.Want(wanted.stream().sorted().toList()));
        }
        if (summary) {
            messages.add(new DeltaMessage.Summary(peers.all().stream().map(this::who).toList()));
        }
        if (digest) {
            messages.add(new DeltaMessage.Digest(peers.digest()));
        }
        return messages.stream().map(DeltaMessage::encode).toList();
    }

    @Override
    public GossipData merge(GossipData later) {
        DeltaData other = (DeltaData) later;
        Map<PeerName, Long> bases = new HashMap<>(news);
        other.news.forEach((name, base) -> bases.merge(name, base, DeltaData::lower));
        return new DeltaData(
                peers,
                bases,
                union(records, other.records),
                union(wanted, other.wanted),
                digest || other.digest,
                summary || other.summary);
    }

    /** Peers that have been forgotten meanwhile are left out. */
    private void addRecords(List<DeltaMessage> messages) {
        List<PeerName> names = records.stream().sorted().toList();
        for (int from = 0; from < names.size(); from += RECORDS_MAX) {
            int to = Math.min(from + RECORDS_MAX, names.size());
            messages.add(new DeltaMessage.Records(peers.records(names.subList(from, to))));
        }
    }

    /** Deltas first: they tell of the peers that announcements are about. */
    private void addNews(List<DeltaMessage> messages) {
        List<PeerNews> items = new ArrayList<>();
        for (PeerName name : news.keySet().stream().sorted().toList()) {
            peers.find(name).ifPresent(peer -> items.add(peer.newsSince(news.get(name))));
        }
        if (!items.isEmpty()) {
            items.sort(DELTAS_FIRST);
            messages.add(new DeltaMessage.News(items));
        }
    }

    private PeerNews who(Peer peer) {
        return PeerNews.announcement(peer.name(), peer.uid(), peer.version());
    }

    private static Long lower(Long one, Long other) {
        return Long.compareUnsigned(one, other) < 0 ? one : other;
    }

    private static Set<PeerName> union(Set<PeerName> one, Set<PeerName> other) {
        Set<PeerName> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }
}
