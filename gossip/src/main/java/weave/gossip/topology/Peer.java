package weave.gossip.topology;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import weave.core.peer.PeerName;

/**
 * A peer in the database: its newest known record, and how many of our own connections hold on to
 * it. Changed by {@link Peers} alone.
 */
public final class Peer {
    private static final ConnectionRecord[] NO_CONNECTIONS = {};
    private static final Comparator<ConnectionRecord> BY_REMOTE =
            Comparator.comparing(ConnectionRecord::remote);

    private final PeerName name;
    private String nickName;
    private long uid;
    private long version;
    private int shortId;
    private boolean hasShortId;

    /** Ascending by remote name, one per remote; replaced, never modified. */
    private ConnectionRecord[] connections = NO_CONNECTIONS;

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

    /** Its connections as it describes them, ascending by remote name. */
    public List<ConnectionRecord> connections() {
        return List.of(connections);
    }

    /** Its connection to {@code remote}, if it tells of one. */
    public Optional<ConnectionRecord> connection(PeerName remote) {
        int index = indexOf(remote);
        return index < 0 ? Optional.empty() : Optional.of(connections[index]);
    }

    /** The current content, as it travels. */
    public PeerRecord record() {
        return new PeerRecord(
                name, nickName, uid, version, shortId, hasShortId, List.of(connections));
    }

    /** Name and nickname, as logs and pages show it. */
    @Override
    public String toString() {
        return name + "(" + nickName + ")";
    }

    /** Borrowed: ascending by remote name, not to be modified. */
    ConnectionRecord[] sortedConnections() {
        return connections;
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
        nickName = record.nickName();
        uid = record.uid();
        version = record.version();
        connections = sorted(record.connections());
    }

    void shortId(int newShortId, boolean newHasShortId) {
        shortId = newShortId;
        hasShortId = newHasShortId;
    }

    void version(long newVersion) {
        version = newVersion;
    }

    /** Adds a connection or replaces the one to the same remote. */
    void put(ConnectionRecord connection) {
        int index = indexOf(connection.remote());
        if (index >= 0) {
            connections = connections.clone();
            connections[index] = connection;
            return;
        }
        ConnectionRecord[] more = Arrays.copyOf(connections, connections.length + 1);
        more[connections.length] = connection;
        Arrays.sort(more, BY_REMOTE);
        connections = more;
    }

    /** Returns whether there was one. */
    boolean remove(PeerName remote) {
        int index = indexOf(remote);
        if (index < 0) {
            return false;
        }
        ConnectionRecord[] fewer = new ConnectionRecord[connections.length - 1];
        System.arraycopy(connections, 0, fewer, 0, index);
        System.arraycopy(connections, index + 1, fewer, index, fewer.length - index);
        connections = fewer;
        return true;
    }

    private int indexOf(PeerName remote) {
        int low = 0;
        int high = connections.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = connections[middle].remote().compareTo(remote);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }

    /**
     * A record is another's word: of several connections to one remote the last counts, and
     * connections to nobody do not.
     */
    private static ConnectionRecord[] sorted(Collection<ConnectionRecord> described) {
        TreeMap<PeerName, ConnectionRecord> byRemote = new TreeMap<>();
        for (ConnectionRecord connection : described) {
            if (!connection.remote().equals(PeerName.NONE)) {
                byRemote.put(connection.remote(), connection);
            }
        }
        return byRemote.values().toArray(NO_CONNECTIONS);
    }
}
