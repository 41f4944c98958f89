package weave.gossip.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import weave.core.peer.PeerName;

/**
 * Who is meant by a short id. Peers choose theirs by themselves, so several may hold one; its
 * principal is the holder with the lowest name, and a lookup yields nobody else.
 */
public final class ShortIds {
    /** Short ids have 12 bits. */
    public static final int COUNT = 1 << 12;

    private static final int RANDOM_TRIES = 10;
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;
    private static final int BITS = 12;
    private static final Comparator<Peer> BY_NAME = Comparator.comparing(Peer::name);

    /** Holders by short id, the principal first. Emptied, not removed: a reuse must be noticed. */
    private final Map<Integer, List<Peer>> holders = new HashMap<>();

    /** Whether some short id has changed its principal since {@link #takeInvalidated()}. */
    private boolean invalidated;

    ShortIds() {}

    /**
     * With which a peer begins that had none before: for most, one that nobody else begins with.
     */
    public static int preferredBy(PeerName name) {
        return (int) (name.value() * ODD >>> Long.SIZE - BITS);
    }

    /** The peer meant by {@code shortId}. */
    public Optional<PeerName> principal(int shortId) {
        List<Peer> peers = holders.get(shortId);
        return peers == null || peers.isEmpty()
                ? Optional.empty()
                : Optional.of(peers.getFirst().name());
    }

    /** Whether {@code peer} has a short id and is the one meant by it. */
    boolean isPrincipal(Peer peer) {
        return isIndexed(peer) && principal(peer.shortId()).filter(peer.name()::equals).isPresent();
    }

    void add(Peer peer) {
        if (!isIndexed(peer)) {
            return;
        }
        List<Peer> peers = holders.get(peer.shortId());
        if (peers == null) {
            peers = new ArrayList<>(1);
            holders.put(peer.shortId(), peers);
            peers.add(peer);
            return;
        }
        peers.add(peer);
        peers.sort(BY_NAME);
        invalidated |= peers.getFirst() == peer;
    }

    void remove(Peer peer) {
        if (!isIndexed(peer)) {
            return;
        }
        List<Peer> peers = holders.get(peer.shortId());
        boolean wasPrincipal = peers.getFirst() == peer;
        peers.remove(peer);
        invalidated |= wasPrincipal && !peers.isEmpty();
    }

    /** A short id that nobody holds; empty when all are taken. */
    OptionalInt chooseFree(RandomGenerator random) {
        for (int attempt = 0; attempt < RANDOM_TRIES; attempt++) {
            int candidate = random.nextInt(COUNT);
            if (isFree(candidate)) {
                return OptionalInt.of(candidate);
            }
        }
        int[] free = new int[COUNT];
        int count = 0;
        for (int candidate = 0; candidate < COUNT; candidate++) {
            if (isFree(candidate)) {
                free[count++] = candidate;
            }
        }
        return count == 0 ? OptionalInt.empty() : OptionalInt.of(free[random.nextInt(count)]);
    }

    boolean takeInvalidated() {
        boolean was = invalidated;
        invalidated = false;
        return was;
    }

    private boolean isFree(int shortId) {
        List<Peer> peers = holders.get(shortId);
        return peers == null || peers.isEmpty();
    }

    /** A number out of range is another's mistake: it names nobody. */
    private static boolean isIndexed(Peer peer) {
        return peer.hasShortId() && peer.shortId() >= 0 && peer.shortId() < COUNT;
    }
}
