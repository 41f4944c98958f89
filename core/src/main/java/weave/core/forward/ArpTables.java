package weave.core.forward;

/**
 * Which MAC has which IPv4 address, as ARP has told lately, as one queue sees it; local and remote
 * halves like those of {@link MacTables}, with the same writers. An address known in both halves,
 * because it moved, is where it was told of last.
 */
public final class ArpTables {
    /** Nobody, or not for certain. */
    public static final long UNKNOWN = 0;

    /** On our own bridge, where whoever has the address answers itself. */
    public static final long LOCAL = -1;

    private static final int NOWHERE = -1;

    private final long ageNanosMax;
    private final MacTable local;
    private final MacTable remote;
    private final MacTable[] locals;
    private final MacTable[] remotes;

    private ArpTables(long ageNanosMax, MacTable[] locals, MacTable[] remotes, int queue) {
        this.ageNanosMax = ageNanosMax;
        this.locals = locals;
        this.remotes = remotes;
        local = locals[queue];
        remote = remotes[queue];
    }

    /**
     * The tables of several queues that know of each other.
     *
     * @param sizeMax how many addresses each half holds
     * @param ageNanosMax what was told longer ago counts as unknown
     */
    public static ArpTables[] ofQueues(int queues, int sizeMax, long ageNanosMax) {
        MacTable[] locals = MacTables.tables(queues, sizeMax);
        MacTable[] remotes = MacTables.tables(queues, sizeMax);
        ArpTables[] all = new ArpTables[queues];
        for (int i = 0; i < queues; i++) {
            all[i] = new ArpTables(ageNanosMax, locals, remotes, i);
        }
        return all;
    }

    /** Written by egress. */
    public void learnLocal(long ip, long mac, long nowNanos) {
        local.learn(ip, mac, nowNanos);
    }

    /** Written by ingress. */
    public void learnRemote(long ip, long mac, long nowNanos) {
        remote.learn(ip, mac, nowNanos);
    }

    /** The MAC behind other peers that has {@code ip}, or {@link #LOCAL}, or {@link #UNKNOWN}. */
    public long macOf(long ip, long nowNanos) {
        int here = MacTables.newest(locals, ip);
        int there = MacTables.newest(remotes, ip);
        boolean isHere =
                here != NOWHERE
                        && (there == NOWHERE
                                || locals[here].seenNanos(ip) - remotes[there].seenNanos(ip) >= 0);
        if (isHere) {
            boolean isFresh = locals[here].peerOf(ip, nowNanos, ageNanosMax) != UNKNOWN;
            return isFresh ? LOCAL : UNKNOWN;
        }
        return there == NOWHERE ? UNKNOWN : remotes[there].peerOf(ip, nowNanos, ageNanosMax);
    }

    /** Egress forgets what is too old. */
    public void sweepLocal(long nowNanos) {
        local.forgetOlder(nowNanos, ageNanosMax);
    }

    /** Ingress forgets what is too old. */
    public void sweepRemote(long nowNanos) {
        remote.forgetOlder(nowNanos, ageNanosMax);
    }
}
