package weave.core.forward;

/**
 * What is to be done with a frame, packed into a {@code long}: the kind in the top byte, a peer's
 * name in the low 48 bits where the kind needs one. Agents execute it; a kernel datapath compiles
 * it.
 */
public final class Verdict {
    /** To one peer, source us. */
    public static final int UNICAST = 1;

    /** To every neighbour of our own broadcast set, source us. */
    public static final int FLOOD = 2;

    /** Not for us: on to the peer, source and destination unchanged. */
    public static final int RELAY = 3;

    /** Into the local port. */
    public static final int DELIVER = 4;

    /** Into the local port and on to the broadcast set of the frame's source peer. */
    public static final int DELIVER_AND_FLOOD = 5;

    /** Nothing: both ends are on the local bridge, which has carried it already. */
    public static final int LOCAL = 6;

    /** Dropped: IEEE 802.1D control frames stay on their segment. */
    public static final int DROP_LINK_LOCAL = 7;

    /** Dropped: its source MAC is in use at another peer at this moment. */
    public static final int DROP_FOREIGN_MAC = 8;

    /** Dropped: it names a peer that is not in the topology. */
    public static final int DROP_UNKNOWN_PEER = 9;

    /** Dropped: it claims to come from ourselves, so it has gone round in a circle. */
    public static final int DROP_LOOPED = 10;

    private static final int KIND_SHIFT = 56;
    private static final long PEER_MASK = 0xFFFF_FFFF_FFFFL;

    private Verdict() {}

    static long of(int kind) {
        return (long) kind << KIND_SHIFT;
    }

    static long of(int kind, long peer) {
        return (long) kind << KIND_SHIFT | peer;
    }

    public static int kind(long verdict) {
        return (int) (verdict >>> KIND_SHIFT);
    }

    /** The destination of {@link #UNICAST} and {@link #RELAY}. */
    public static long peer(long verdict) {
        return verdict & PEER_MASK;
    }
}
