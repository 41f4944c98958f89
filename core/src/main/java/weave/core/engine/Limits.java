package weave.core.engine;

import java.util.concurrent.TimeUnit;

/** Every fixed limit of the dataplane, with its reason. */
public final class Limits {
    /** A super-frame of 64 KB beside its vnet header and an Ethernet header with VLAN tags. */
    public static final int FRAME_SLOT_LENGTH = 66 * 1024;

    /** Datagrams under construction or waiting to be sent, in bytes: several super-frames. */
    public static final int SEND_BLOCK_LENGTH = 4 * 1024 * 1024;

    /** Datagrams waiting to be sent, on each path. */
    public static final int SEND_DATAGRAMS_MAX = 4096;

    /** What one super-frame grows to when it is cut into the smallest segments there are. */
    public static final int CUT_LENGTH_MAX = 1024 * 1024;

    /** The datagrams that takes on the narrowest path. */
    public static final int CUT_DATAGRAMS_MAX = 2048;

    /** Frames in flight between two agents, in bytes: several bursts of super-frames. */
    private static final int HAND_OVER_LENGTH_MAX = 4 * 1024 * 1024;

    /** The same where there are many agents and so very many pairs: one burst. */
    private static final int HAND_OVER_LENGTH_MIN = 2 * 1024 * 1024;

    /** Queues from which the pairs are many. */
    private static final int HAND_OVER_QUEUES_MANY = 3;

    /** Events and commands are a few dozen bytes each. */
    public static final int EVENT_RING_LENGTH = 64 * 1024;

    /** MACs per half of a queue's table; what comes beyond is flooded instead of learned. */
    public static final int MACS_MAX = 65_536;

    /** A MAC not seen for this long is forgotten, as in Weave Net. */
    public static final long MAC_AGE_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);

    /** How often the tables are swept. */
    public static final long MAC_SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

    /**
     * A MAC heard from its peer within this time has not moved here: the frame came in a circle.
     */
    public static final long MAC_MOVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** IPv4 addresses per half of a queue's table; requests for others are flooded. */
    public static final int ARPS_MAX = 4096;

    /** What ARP told longer ago is not told again: kernels ask again after as long by default. */
    public static final long ARP_AGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    /** Whoever has not sent anything for this long may be gone. */
    public static final long ARP_ALIVE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    /** Agents sweep their MAC tables even when no frame comes. */
    public static final int SLEEP_MILLIS_MAX = 30_000;

    /** The system could not take what was sent: it is asked again after this. */
    static final int SLEEP_MILLIS_UNSENT = 1;

    private Limits() {}

    /** Of the ring between two agents, in bytes, a power of two. */
    static int handOverLength(int queues) {
        return queues < HAND_OVER_QUEUES_MANY ? HAND_OVER_LENGTH_MAX : HAND_OVER_LENGTH_MIN;
    }
}
