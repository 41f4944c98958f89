package weave.core.control;

import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Where frames go, as of one moment: the routes over established and symmetric connections.
 * Immutable once built; read by the agents without locks. Peer names are 48-bit numbers.
 */
public final class ForwardingSnapshot {
    /** No such peer, no route. Never a real peer's name. */
    public static final long NONE = 0;

    /** No short id. */
    public static final int NO_SHORT_ID = -1;

    private static final long UNKNOWN = -1;
    private static final long[] NOBODY = {};

    private final long version;
    private final long self;
    private final Long2LongHashMap nextHops;
    private final Long2ObjectHashMap<long[]> broadcasts;
    private final Long2LongHashMap shortIds;
    private final Long2LongHashMap principals;

    private ForwardingSnapshot(Builder builder) {
        version = builder.version;
        self = builder.self;
        nextHops = builder.nextHops;
        broadcasts = builder.broadcasts;
        shortIds = builder.shortIds;
        principals = builder.principals;
    }

    /** A node alone in the world. */
    public static ForwardingSnapshot alone(long self) {
        return new Builder(0, self).build();
    }

    /** Rises with every snapshot. */
    public long version() {
        return version;
    }

    /** Our own name. */
    public long self() {
        return self;
    }

    /** Whether {@code peer} is in the topology at all, reachable or not; ourselves included. */
    public boolean knows(long peer) {
        return peer == self || nextHops.containsKey(peer);
    }

    /** The neighbour that frames for {@code peer} go to; {@link #NONE} without a route. */
    public long nextHop(long peer) {
        long hop = nextHops.get(peer);
        return hop == UNKNOWN ? NONE : hop;
    }

    /**
     * The neighbours to which a frame flooded by {@code source} is passed on from here. Borrowed:
     * not to be modified.
     */
    public long[] broadcast(long source) {
        long[] neighbours = broadcasts.get(source);
        return neighbours == null ? NOBODY : neighbours;
    }

    /** The short id of a peer, 0 to 4095, or {@link #NO_SHORT_ID}. */
    public int shortId(long peer) {
        return (int) shortIds.get(peer);
    }

    /** The peer meant by a short id, or {@link #NONE}. */
    public long principal(int shortId) {
        long peer = principals.get(shortId);
        return peer == UNKNOWN ? NONE : peer;
    }

    /** Builds one snapshot; used once. */
    public static final class Builder {
        private final long version;
        private final long self;
        private final Long2LongHashMap nextHops = new Long2LongHashMap(UNKNOWN);
        private final Long2ObjectHashMap<long[]> broadcasts = new Long2ObjectHashMap<>();
        private final Long2LongHashMap shortIds = new Long2LongHashMap(UNKNOWN);
        private final Long2LongHashMap principals = new Long2LongHashMap(UNKNOWN);

        public Builder(long version, long self) {
            this.version = version;
            this.self = self;
        }

        /** A peer of the topology other than ourselves and its next hop, or {@link #NONE}. */
        public Builder route(long peer, long nextHop) {
            nextHops.put(peer, nextHop);
            return this;
        }

        /** Takes over {@code neighbours}. */
        public Builder broadcast(long source, long[] neighbours) {
            broadcasts.put(source, neighbours);
            return this;
        }

        /**
         * A peer with a short id, ourselves included.
         *
         * @param principal whether it is the one meant by it; another may hold the same
         */
        public Builder shortId(long peer, int shortId, boolean principal) {
            shortIds.put(peer, shortId);
            if (principal) {
                principals.put(shortId, peer);
            }
            return this;
        }

        public ForwardingSnapshot build() {
            return new ForwardingSnapshot(this);
        }
    }
}
