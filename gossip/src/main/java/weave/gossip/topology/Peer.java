package weave.gossip.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weave.core.peer.PeerName;

/**
 * A peer in the database: its newest known record, and how many of our own connections hold on to
 * it. Changed by {@link Peers} alone.
 */
public final class Peer {
    private final PeerName name;
    private String nickName;
    private long uid;
    private long version;
    private int shortId;
    private boolean hasShortId;

    private Connections connections = Connections.NONE;
    private final RecentChanges changes = new RecentChanges();

    private int references;

    /** A placeholder: a peer of which we know the name alone. */
    Peer(PeerName name) {
        this.name = name;
        this.nickName = "";
    }

    public PeerName name() {
        return name;
    }

    public String nickName() {
        return nickName;
    }

    /** The incarnation, unsigned; 0 for a placeholder. */
    public long uid() {
        return uid;
    }

    /** Unsigned. */
    public long version() {
        return version;
    }

    /** 0 to 4095, meaningful if {@link #hasShortId()}. */
    public int shortId() {
        return shortId;
    }

    public boolean hasShortId() {
        return hasShortId;
    }

    /** Its connections as it describes them. */
    public Connections connections() {
        return connections;
    }

    /** Its connection to {@code remote}, if it tells of one. */
    public Optional<ConnectionRecord> connection(PeerName remote) {
        int index = connections.indexOf(remote.value());
        return index < 0 ? Optional.empty() : Optional.of(connections.get(index));
    }

    /** The current content, as it travels. */
    public PeerRecord record() {
        return new PeerRecord(
                name, nickName, uid, version, shortId, hasShortId, connections.asList());
    }

    /**
     * What to tell one that may have version {@code base}: what has changed since, or only that
     * there is a newer one.
     */
    public PeerNews newsSince(long base) {
        if (base == version || !changes.reachBackTo(base)) {
            return PeerNews.announcement(name, uid, version);
        }
        List<ConnectionRecord> put = new ArrayList<>();
        List<PeerName> removed = new ArrayList<>();
        for (long remote : changes.since(base)) {
            int index = connections.indexOf(remote);
            if (index >= 0) {
                put.add(connections.get(index));
            } else {
                removed.add(new PeerName(remote));
            }
        }
        long hash = hash(version, shortId, hasShortId, connections);
        return new PeerNews(
                name,
                uid,
                version,
                Optional.of(new PeerNews.Delta(base, shortId, hasShortId, put, removed, hash)));
    }

    /** Name and nickname, as logs and pages show it. */
    @Override
    public String toString() {
        return name + "(" + nickName + ")";
    }

    boolean isReferenced() {
        return references > 0;
    }

    void addReference() {
        references++;
    }

    void dropReference() {
        assert references > 0 : "released more often than acquired: " + this;
        references--;
    }

    /** Adopts all but the short id, which {@link ShortIds} must follow. */
    void adopt(PeerRecord record) {
        Connections described = Connections.of(record.connections());
        if (record.uid() == uid) {
            noteDifferences(described, record.version());
        } else {
            changes.restart(record.version());
        }
        nickName = record.nickName();
        uid = record.uid();
        version = record.version();
        connections = described;
    }

    /**
     * Makes the newer version of ours, all but the short id.
     *
     * @return false if it cannot be made of ours, or would not be what its teller has: nothing has
     *     changed then, and the whole record is needed
     */
    boolean adopt(PeerNews news) {
        if (news.uid() != uid || news.delta().isEmpty()) {
            return false;
        }
        PeerNews.Delta delta = news.delta().get();
        Connections changed = connections.with(delta.put(), delta.removed());
        boolean reaches = Long.compareUnsigned(delta.base(), version) <= 0;
        long hash = hash(news.version(), delta.shortId(), delta.hasShortId(), changed);
        if (!reaches || hash != delta.hash()) {
            return false;
        }
        noteDifferences(changed, news.version());
        version = news.version();
        connections = changed;
        return true;
    }

    void shortId(int newShortId, boolean newHasShortId) {
        shortId = newShortId;
        hasShortId = newHasShortId;
    }

    void version(long newVersion) {
        version = newVersion;
    }

    /** Adds a connection or replaces the one to the same remote. Raises the version. */
    void put(ConnectionRecord connection) {
        connections = connections.with(List.of(connection), List.of());
        changes.add(connection.remote().value(), ++version);
    }

    /** Raises the version if there was one. */
    void remove(PeerName remote) {
        if (connections.indexOf(remote.value()) >= 0) {
            connections = connections.with(List.of(), List.of(remote));
            changes.add(remote.value(), ++version);
        }
    }

    private void noteDifferences(Connections newer, long newerVersion) {
        long[] remotes = connections.differences(newer);
        if (remotes.length > RecentChanges.KEPT_MAX) {
            changes.restart(newerVersion);
            return;
        }
        for (long remote : remotes) {
            changes.add(remote, newerVersion);
        }
    }

    private long hash(
            long atVersion, int withShortId, boolean hasOne, Connections withConnections) {
        long hash = Mixing.mix(Mixing.mix(uid, atVersion), hasOne ? withShortId : -1);
        return withConnections.hash(Mixing.mix(hash, nickName));
    }
}
