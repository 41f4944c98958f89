package weave.gossip.ipam;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import weave.core.peer.PeerName;
import weave.gossip.topology.Mixing;

/**
 * Hashes that tell rings apart, the same at every peer. An entry counts with token, owner and
 * version: with the same version it has the same number of free addresses sooner or later.
 */
final class RingDigest {
    /** Sums in which entries are compared. */
    static final int BUCKETS = 32;

    private RingDigest() {}

    /** Of what never changes: only rings with the same are merged. */
    static long origin(Ring ring) {
        long hash = Mixing.mix(ring.universe().start(), ring.universe().end());
        for (PeerName seed : ring.seeds()) {
            hash = Mixing.mix(hash, seed.value());
        }
        return hash;
    }

    /** Of all entries. */
    static long hash(Ring ring) {
        long sum = 0;
        for (RingEntry entry : ring.entries()) {
            sum += hash(entry);
        }
        return sum;
    }

    /** The sum of each bucket's entries. */
    static long[] buckets(Ring ring) {
        long[] sums = new long[BUCKETS];
        for (RingEntry entry : ring.entries()) {
            sums[bucket(entry.token())] += hash(entry);
        }
        return sums;
    }

    static Set<Long> tokens(Ring ring) {
        Set<Long> tokens = new HashSet<>();
        ring.entries().forEach(entry -> tokens.add(entry.token()));
        return tokens;
    }

    /** The tokens of a ring in the buckets that are not the same as somebody's. */
    static Set<Long> differing(Ring ring, long[] theirs) {
        long[] ours = buckets(ring);
        Set<Long> tokens = new HashSet<>();
        for (RingEntry entry : ring.entries()) {
            int bucket = bucket(entry.token());
            if (ours[bucket] != theirs[bucket]) {
                tokens.add(entry.token());
            }
        }
        return tokens;
    }

    /** The tokens whose entries are others than before. */
    static Set<Long> changed(Ring before, Ring after) {
        Map<Long, RingEntry> known = new HashMap<>();
        before.entries().forEach(entry -> known.put(entry.token(), entry));
        Set<Long> tokens = new HashSet<>();
        for (RingEntry entry : after.entries()) {
            if (!entry.equals(known.get(entry.token()))) {
                tokens.add(entry.token());
            }
        }
        return tokens;
    }

    private static int bucket(long token) {
        return (int) (Mixing.mix(0, token) & (BUCKETS - 1));
    }

    private static long hash(RingEntry entry) {
        return Mixing.mix(Mixing.mix(entry.token(), entry.peer().value()), entry.version());
    }
}
