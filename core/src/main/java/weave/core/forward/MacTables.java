package weave.core.forward;

import weave.core.control.ForwardingSnapshot;

/**
 * Which MACs live on our bridge and which at other peers, as one queue sees it. The local half is
 * written by the queue's egress, which sees frames leave the bridge; the remote half by its
 * ingress. An address known in both, because its container moved, lives where it was seen last.
 *
 * <p>With several queues each writes a pair of tables of its own, since a table has one writer, and
 * asks those of all: frames of one container may leave through any queue. What other queues know
 * counts as if it were in this one's tables: of several entries for an address, the newest.
 */
public final class MacTables {
    private static final int NOWHERE = -1;

    private final long self;
    private final long moveNanos;
    private final MacTable local;
    private final MacTable remote;

    /** The local halves of all queues, this one's among them. */
    private final MacTable[] locals;

    /** The remote halves of all queues, this one's among them. */
    private final MacTable[] remotes;

    private final boolean alone;

    /**
     * The tables of a single queue.
     *
     * @param sizeMax how many addresses each half holds
     * @param moveNanos how long an address must have been silent at its peer before it may turn up
     *     here: frames that come round through a loop between bridges are recognised by it
     */
    public MacTables(long self, int sizeMax, long moveNanos) {
        this(self, moveNanos, tables(1, sizeMax), tables(1, sizeMax), 0);
    }

    private MacTables(long self, long moveNanos, MacTable[] locals, MacTable[] remotes, int queue) {
        this.self = self;
        this.moveNanos = moveNanos;
        this.locals = locals;
        this.remotes = remotes;
        local = locals[queue];
        remote = remotes[queue];
        alone = locals.length == 1;
    }

    /** The tables of several queues that know of each other. */
    public static MacTables[] ofQueues(int queues, long self, int sizeMax, long moveNanos) {
        MacTable[] locals = tables(queues, sizeMax);
        MacTable[] remotes = tables(queues, sizeMax);
        MacTables[] all = new MacTables[queues];
        for (int i = 0; i < queues; i++) {
            all[i] = new MacTables(self, moveNanos, locals, remotes, i);
        }
        return all;
    }

    static MacTable[] tables(int count, int sizeMax) {
        MacTable[] tables = new MacTable[count];
        for (int i = 0; i < count; i++) {
            tables[i] = new MacTable(sizeMax);
        }
        return tables;
    }

    /** Written by egress. */
    public void learnLocal(long mac, long nowNanos) {
        local.learn(mac, self, nowNanos);
    }

    /** Written by ingress. */
    public void learnRemote(long mac, long peer, long nowNanos) {
        remote.learn(mac, peer, nowNanos);
    }

    /** Whether frames for {@code mac} belong on our own bridge. */
    public boolean isLocal(long mac) {
        if (!alone) {
            return isLocalToAny(mac);
        }
        if (local.peerOf(mac) == ForwardingSnapshot.NONE) {
            return false;
        }
        return remote.peerOf(mac) == ForwardingSnapshot.NONE
                || local.seenNanos(mac) - remote.seenNanos(mac) >= 0;
    }

    private boolean isLocalToAny(long mac) {
        int here = newest(locals, mac);
        if (here == NOWHERE) {
            return false;
        }
        int there = newest(remotes, mac);
        return there == NOWHERE || locals[here].seenNanos(mac) - remotes[there].seenNanos(mac) >= 0;
    }

    /** The peer at which {@code mac} lives, or {@link ForwardingSnapshot#NONE}. */
    public long homeOf(long mac) {
        if (alone) {
            return remote.peerOf(mac);
        }
        int there = newest(remotes, mac);
        return there == NOWHERE ? ForwardingSnapshot.NONE : remotes[there].peerOf(mac);
    }

    /** The peer at which {@code mac} is sending right now, or {@link ForwardingSnapshot#NONE}. */
    public long activeHomeOf(long mac, long nowNanos) {
        return alone ? remote.peerOf(mac, nowNanos, moveNanos) : homeOf(mac, nowNanos, moveNanos);
    }

    /** The peer at which {@code mac} lives if it sent something within {@code ageNanosMax}. */
    public long homeOf(long mac, long nowNanos, long ageNanosMax) {
        int there = newest(remotes, mac);
        return there == NOWHERE
                ? ForwardingSnapshot.NONE
                : remotes[there].peerOf(mac, nowNanos, ageNanosMax);
    }

    /** The table in which {@code mac} was seen last. Times are compared only if several know it. */
    static int newest(MacTable[] tables, long mac) {
        int newest = NOWHERE;
        for (int i = 0; i < tables.length; i++) {
            if (tables[i].peerOf(mac) != ForwardingSnapshot.NONE
                    && (newest == NOWHERE
                            || tables[i].seenNanos(mac) - tables[newest].seenNanos(mac) > 0)) {
                newest = i;
            }
        }
        return newest;
    }

    /** The half that this queue's egress writes; anybody may read it. */
    public MacTable local() {
        return local;
    }

    /** The half that this queue's ingress writes; anybody may read it. */
    public MacTable remote() {
        return remote;
    }
}
