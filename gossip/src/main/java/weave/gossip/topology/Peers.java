package weave.gossip.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import weave.core.peer.PeerName;

/**
 * All that we know of who is in the mesh: one {@link Peer} per name, ourselves among them. Each
 * peer alone has authority over its record and raises its version with every change; everyone else
 * keeps the newest copy heard of (docs/protocol/topology.md).
 *
 * <p>A peer at the other end of one of our connections is held by {@link #acquire} until {@link
 * #release}, so that a collection does not take it away while the connection is being made.
 */
public final class Peers {
    /** Far above any mesh; a database beyond it is an attack or a fault, and is not followed. */
    public static final int COUNT_MAX = 4096;

    private static final long VERSION_MAX = -1; // unsigned

    private final NavigableMap<PeerName, Peer> byName = new TreeMap<>();
    private final ShortIds shortIds = new ShortIds();
    private final RandomGenerator random;
    private final Peer self;

    /** As of the last look. */
    private LinkGraph links;

    /** Peers have come, gone or told of other connections since that look. */
    private boolean linksChanged;

    /** Our own record has a version that nobody outside asked for. */
    private boolean ourselvesChanged;

    /** A database that knows us alone, without connections, at version 0. */
    public Peers(Introduction self, RandomGenerator random) {
        this(recordOf(self), random);
    }

    /** The same at another version. */
    Peers(PeerRecord self, RandomGenerator random) {
        this.random = random;
        this.self = new Peer(self.name());
        this.self.addReference();
        insert(this.self, self);
        links = LinkGraph.of(byName.values());
    }

    public Peer self() {
        return self;
    }

    public Optional<Peer> find(PeerName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Every known peer, ascending by name; a live view. */
    public Collection<Peer> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** Known peers, ourselves included. */
    public int count() {
        return byName.size();
    }

    public ShortIds shortIds() {
        return shortIds;
    }

    /**
     * Holds the peer at the other end of a connection, creating its record at version 0 when it is
     * unknown. What is known of a known one stays: gossip will bring its news.
     *
     * @param introduced not ourselves, not nobody
     */
    public Acquired acquire(Introduction introduced) {
        Peer known = byName.get(introduced.name());
        if (known != null) {
            known.addReference();
            return new Acquired(known, false, Effects.NONE);
        }
        Peer created = new Peer(introduced.name());
        created.addReference();
        insert(created, recordOf(introduced));
        moveShortIdIfDemoted();
        return new Acquired(created, true, takeEffects());
    }

    /** Holds a peer only if it is known already. */
    public Optional<Peer> acquireKnown(PeerName name) {
        Optional<Peer> known = find(name);
        known.ifPresent(Peer::addReference);
        return known;
    }

    /** Undoes one {@link #acquire}; the record stays until the next collection. */
    public void release(Peer peer) {
        peer.dropReference();
    }

    /** We have a new connection, to a peer that is held. Raises our version. */
    public void connectionAdded(ConnectionRecord connection) {
        assert byName.containsKey(connection.remote()) : "not acquired: " + connection.remote();
        self.put(connection);
        linksChanged = true;
    }

    /** Our connection to {@code remote} carries frames now. Raises our version. */
    public void connectionEstablished(PeerName remote) {
        ConnectionRecord connection = self.connection(remote).orElseThrow();
        self.put(new ConnectionRecord(remote, connection.address(), connection.outbound(), true));
        linksChanged = true;
    }

    /** Our connection to {@code remote} is gone. Raises our version. */
    public void connectionRemoved(PeerName remote) {
        self.remove(remote);
        linksChanged = true;
    }

    /**
     * Merges what another peer tells. All of it or nothing: on an exception the database is as it
     * was.
     *
     * @param update untrusted
     * @throws TopologyException if it would let the database grow beyond {@link #COUNT_MAX}
     */
    public UpdateResult applyUpdate(List<PeerRecord> update) throws TopologyException {
        List<PeerRecord> named =
                update.stream().filter(record -> !record.name().equals(PeerName.NONE)).toList();
        Set<PeerName> received = new HashSet<>();
        named.forEach(record -> received.add(record.name()));
        Set<PeerName> mentioned = unknownRemotes(named, received);
        long unknown = received.stream().filter(name -> !byName.containsKey(name)).count();
        if (byName.size() + unknown + mentioned.size() > COUNT_MAX) {
            throw new TopologyException("more than " + COUNT_MAX + " peers");
        }
        Map<PeerName, Long> before = new HashMap<>();
        for (PeerRecord record : named) {
            long ours = versionOf(record.name());
            if (merge(record)) {
                before.putIfAbsent(record.name(), ours);
            }
        }
        mentioned.forEach(name -> put(new Peer(name)));
        moveShortIdIfDemoted();
        return new UpdateResult(received, before, mentioned, takeEffects());
    }

    /**
     * Merges what a neighbour tells of newer versions, item by item. News of peers that we do not
     * know and that nobody mentions are of no use.
     *
     * @param news untrusted
     * @throws TopologyException if it would let the database grow beyond {@link #COUNT_MAX};
     *     nothing has changed then
     */
    public UpdateResult applyNews(List<PeerNews> news) throws TopologyException {
        refuseTooManyStrangers(news);
        Set<PeerName> received = new HashSet<>();
        Map<PeerName, Long> before = new HashMap<>();
        Set<PeerName> wanted = new HashSet<>();
        for (PeerNews item : news) {
            Peer known = byName.get(item.name());
            received.add(item.name());
            if (known == self) {
                outlive(item.uid(), item.version());
            } else if (known != null && order(item.version(), item.uid(), known) > 0) {
                long ours = known.version();
                if (known.adopt(item)) {
                    linksChanged = true;
                    before.putIfAbsent(item.name(), ours);
                    PeerNews.Delta delta = item.delta().orElseThrow();
                    moveShortId(known, delta.shortId(), delta.hasShortId());
                    addStrangers(item, wanted);
                } else {
                    wanted.add(item.name());
                }
            }
        }
        moveShortIdIfDemoted();
        return new UpdateResult(received, before, wanted, takeEffects());
    }

    /** In few words, which records we have. */
    public PeersDigest digest() {
        long hash = 0;
        for (Peer peer : byName.values()) {
            // A sum, as the order must not matter.
            hash += Mixing.mix(Mixing.mix(peer.name().value(), peer.uid()), peer.version());
        }
        return new PeersDigest(byName.size(), hash);
    }

    /** Who is linked to whom now. */
    LinkGraph links() {
        if (linksChanged) {
            links = links.followedBy(byName.values());
            linksChanged = false;
        }
        return links;
    }

    /** Removes what cannot be reached from us over anyone's connections and is not held. */
    public CollectionResult garbageCollect() {
        List<Peer> sorted = List.copyOf(byName.values());
        BitSet reached = links().reachableFrom(self.name());
        List<PeerRecord> removed = new ArrayList<>();
        for (int i = reached.nextClearBit(0); i < sorted.size(); i = reached.nextClearBit(i + 1)) {
            Peer peer = sorted.get(i);
            if (!peer.isReferenced()) {
                byName.remove(peer.name());
                linksChanged = true;
                shortIds.remove(peer);
                removed.add(peer.record());
            }
        }
        if (!removed.isEmpty()) {
            moveShortIdIfDemoted();
        }
        return new CollectionResult(removed, takeEffects());
    }

    /** Everything we know, as it travels. */
    public List<PeerRecord> records() {
        return byName.values().stream().map(Peer::record).toList();
    }

    /** The current content of the records of {@code names}; names without a record are left out. */
    public List<PeerRecord> records(Collection<PeerName> names) {
        List<PeerRecord> records = new ArrayList<>(names.size());
        for (PeerName name : names) {
            Peer peer = byName.get(name);
            if (peer != null) {
                records.add(peer.record());
            }
        }
        return records;
    }

    /** Peers that the update mentions as somebody's neighbours and nobody has told about. */
    private Set<PeerName> unknownRemotes(List<PeerRecord> update, Set<PeerName> received) {
        Set<PeerName> unknown = new HashSet<>();
        for (PeerRecord record : update) {
            for (ConnectionRecord connection : record.connections()) {
                PeerName remote = connection.remote();
                if (!byName.containsKey(remote) && !received.contains(remote)) {
                    unknown.add(remote);
                }
            }
        }
        unknown.remove(PeerName.NONE);
        return unknown;
    }

    /** Returns whether the record told something new. */
    private boolean merge(PeerRecord record) {
        Peer known = byName.get(record.name());
        if (known == self) {
            outlive(record.uid(), record.version());
            return false;
        }
        if (known == null) {
            insert(new Peer(record.name()), record);
            return true;
        }
        if (!isNews(record, known)) {
            return false;
        }
        known.adopt(record);
        linksChanged = true;
        moveShortId(known, record.shortId(), record.hasShortId());
        return true;
    }

    private void moveShortId(Peer peer, int shortId, boolean hasShortId) {
        if (shortId != peer.shortId() || hasShortId != peer.hasShortId()) {
            shortIds.remove(peer);
            peer.shortId(shortId, hasShortId);
            shortIds.add(peer);
        }
    }

    /**
     * The mesh may still believe our record of before a restart. Ours starts over at version 0, so
     * nobody would listen to us until we go beyond the old one; beyond the highest version there is
     * nothing.
     */
    private void outlive(long uid, long version) {
        boolean isOlderSelf = uid != self.uid();
        boolean isAhead = Long.compareUnsigned(version, self.version()) >= 0;
        if (isOlderSelf && isAhead && version != VERSION_MAX) {
            self.version(version + 1);
            ourselvesChanged = true;
        }
    }

    private static boolean isNews(PeerRecord record, Peer known) {
        int order = order(record.version(), record.uid(), known);
        return order > 0 || order == 0 && record.hasShortId() && !known.hasShortId();
    }

    /** Positive if that version of that incarnation is newer than what is known. */
    private static int order(long version, long uid, Peer known) {
        int order = Long.compareUnsigned(version, known.version());
        return order == 0 ? Long.compareUnsigned(uid, known.uid()) : order;
    }

    private long versionOf(PeerName name) {
        Peer known = byName.get(name);
        return known == null ? 0 : known.version();
    }

    private void refuseTooManyStrangers(List<PeerNews> news) throws TopologyException {
        Set<PeerName> strangers = new HashSet<>();
        for (PeerNews item : news) {
            for (ConnectionRecord connection : item.putConnections()) {
                if (!byName.containsKey(connection.remote())) {
                    strangers.add(connection.remote());
                }
            }
        }
        if (byName.size() + strangers.size() > COUNT_MAX) {
            throw new TopologyException("more than " + COUNT_MAX + " peers");
        }
    }

    private void addStrangers(PeerNews news, Set<PeerName> added) {
        for (ConnectionRecord connection : news.putConnections()) {
            PeerName remote = connection.remote();
            if (!remote.equals(PeerName.NONE) && !byName.containsKey(remote)) {
                put(new Peer(remote));
                added.add(remote);
            }
        }
    }

    private void insert(Peer peer, PeerRecord content) {
        peer.adopt(content);
        peer.shortId(content.shortId(), content.hasShortId());
        put(peer);
        shortIds.add(peer);
    }

    private void put(Peer peer) {
        byName.put(peer.name(), peer);
        linksChanged = true;
    }

    private void raiseVersion() {
        self.version(self.version() + 1);
    }

    /** The holder with the lowest name keeps a short id; if that is not us any more, we move. */
    private void moveShortIdIfDemoted() {
        if (!self.hasShortId() || shortIds.isPrincipal(self)) {
            return;
        }
        OptionalInt free = shortIds.chooseFree(random);
        if (free.isEmpty()) {
            return;
        }
        shortIds.remove(self);
        self.shortId(free.getAsInt(), true);
        shortIds.add(self);
        raiseVersion();
        ourselvesChanged = true;
    }

    private Effects takeEffects() {
        Effects effects = new Effects(ourselvesChanged, shortIds.takeInvalidated());
        ourselvesChanged = false;
        return effects;
    }

    private static PeerRecord recordOf(Introduction introduced) {
        return new PeerRecord(
                introduced.name(),
                introduced.nickName(),
                introduced.uid(),
                0,
                introduced.shortId(),
                introduced.hasShortId(),
                List.of());
    }
}
