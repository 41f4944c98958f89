package weave.gossip.topology;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import weave.core.peer.PeerName;

/**
 * The connections of one record, ascending by remote name, one for each remote. Immutable. Packed,
 * because a mesh of a few hundred peers has tens of thousands of them and every peer knows all:
 *
 * <pre>
 *   63        50   49    48   47                    0
 *   +---------+----+----+----+-----------------------+
 *   | 0       | T  | E  | O  | remote name           |   T text, E established, O outbound
 *   +---------+----+----+----+-----------------------+
 *   | 0            | IPv4 address  | port            |   without T
 *   | index in the texts                             |   with T
 *   +------------------------------------------------+
 * </pre>
 */
public final class Connections {
    static final Connections NONE = new Connections(new long[0], List.of());

    private static final long NAME_MASK = (1L << 48) - 1;
    private static final long OUTBOUND = 1L << 48;
    private static final long ESTABLISHED = 1L << 49;
    private static final long TEXT = 1L << 50;
    private static final int WORDS = 2;

    private final long[] words;
    private final List<String> texts;

    private Connections(long[] words, List<String> texts) {
        this.words = words;
        this.texts = texts;
    }

    /**
     * A record is another's word: of several connections to one remote the last counts, and
     * connections to nobody do not.
     */
    static Connections of(Collection<ConnectionRecord> described) {
        if (described.isEmpty()) {
            return NONE;
        }
        SortedMap<PeerName, ConnectionRecord> byRemote = new TreeMap<>();
        for (ConnectionRecord connection : described) {
            if (!connection.remote().equals(PeerName.NONE)) {
                byRemote.put(connection.remote(), connection);
            }
        }
        return pack(byRemote.values());
    }

    public int size() {
        return words.length / WORDS;
    }

    /** The remote's name, as a number. */
    public long remote(int index) {
        return words[WORDS * index] & NAME_MASK;
    }

    public boolean outbound(int index) {
        return (words[WORDS * index] & OUTBOUND) != 0;
    }

    public boolean established(int index) {
        return (words[WORDS * index] & ESTABLISHED) != 0;
    }

    /** Whether the address is an IPv4 one with a port: {@link #ipv4AndPort}. */
    public boolean isIpv4(int index) {
        return (words[WORDS * index] & TEXT) == 0;
    }

    /** The IPv4 address, and the port in the lowest 16 bits. */
    public long ipv4AndPort(int index) {
        assert isIpv4(index);
        return words[WORDS * index + 1];
    }

    /** The address as it was described. */
    public String address(int index) {
        long word = words[WORDS * index + 1];
        return isIpv4(index) ? Ipv4Text.format(word) : texts.get((int) word);
    }

    public ConnectionRecord get(int index) {
        PeerName remote = new PeerName(remote(index));
        return new ConnectionRecord(remote, address(index), outbound(index), established(index));
    }

    /** Where the connection to {@code remote} is, or would have to go as -(index + 1). */
    int indexOf(long remote) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long name = remote(middle);
            if (name == remote) {
                return middle;
            }
            if (name < remote) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }

    /** A view. */
    List<ConnectionRecord> asList() {
        return new AbstractList<>() {
            @Override
            public ConnectionRecord get(int index) {
                return Connections.this.get(index);
            }

            @Override
            public int size() {
                return Connections.this.size();
            }
        };
    }

    /**
     * Without those to {@code removed}, and with {@code put} instead of any to the same remotes.
     */
    Connections with(Collection<ConnectionRecord> put, Collection<PeerName> removed) {
        SortedMap<PeerName, ConnectionRecord> byRemote = new TreeMap<>();
        for (int i = 0; i < size(); i++) {
            ConnectionRecord connection = get(i);
            byRemote.put(connection.remote(), connection);
        }
        removed.forEach(byRemote::remove);
        put.forEach(connection -> byRemote.put(connection.remote(), connection));
        byRemote.remove(PeerName.NONE);
        return pack(byRemote.values());
    }

    /** The remotes whose connection is not the same in {@code other}. */
    long[] differences(Connections other) {
        long[] remotes = new long[size() + other.size()];
        int count = 0;
        int here = 0;
        int there = 0;
        while (here < size() || there < other.size()) {
            long name = here < size() ? remote(here) : Long.MAX_VALUE;
            long otherName = there < other.size() ? other.remote(there) : Long.MAX_VALUE;
            if (name != otherName || !isSame(here, other, there)) {
                remotes[count++] = Math.min(name, otherName);
            }
            here += name <= otherName ? 1 : 0;
            there += otherName <= name ? 1 : 0;
        }
        return Arrays.copyOf(remotes, count);
    }

    /** The same for the same connections, at every peer; goes on from {@code seed}. */
    long hash(long seed) {
        long hash = seed;
        for (int i = 0; i < size(); i++) {
            hash = Mixing.mix(hash, words[WORDS * i]);
            hash =
                    isIpv4(i)
                            ? Mixing.mix(hash, words[WORDS * i + 1])
                            : Mixing.mix(hash, address(i));
        }
        return hash;
    }

    private boolean isSame(int here, Connections other, int there) {
        return words[WORDS * here] == other.words[WORDS * there]
                && (isIpv4(here)
                        ? words[WORDS * here + 1] == other.words[WORDS * there + 1]
                        : address(here).equals(other.address(there)));
    }

    private static Connections pack(Collection<ConnectionRecord> sorted) {
        long[] words = new long[WORDS * sorted.size()];
        List<String> texts = new ArrayList<>(0);
        int next = 0;
        for (ConnectionRecord connection : sorted) {
            long flags =
                    (connection.outbound() ? OUTBOUND : 0)
                            | (connection.established() ? ESTABLISHED : 0);
            long address = Ipv4Text.parse(connection.address());
            if (address < 0) {
                flags |= TEXT;
                address = texts.size();
                texts.add(connection.address());
            }
            words[next++] = connection.remote().value() | flags;
            words[next++] = address;
        }
        return new Connections(words, texts.isEmpty() ? List.of() : List.copyOf(texts));
    }
}
