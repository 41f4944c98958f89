package weave.core.forward;

import weave.core.control.ForwardingSnapshot;

/**
 * Which MACs live on our bridge and which at other peers. The local half is written by egress,
 * which sees frames leave the bridge; the remote half by ingress. An address known in both, because
 * its container moved, lives where it was seen last.
 */
public final class MacTables {
    private final long self;
    private final long moveNanos;
    private final MacTable local;
    private final MacTable remote;

    /**
     * @param sizeMax how many addresses each half holds
     * @param moveNanos how long an address must have been silent at its peer before it may turn up
     *     here: frames that come round through a loop between bridges are recognised by it
     */
    public MacTables(long self, int sizeMax, long moveNanos) {
        this.self = self;
        this.moveNanos = moveNanos;
        local = new MacTable(sizeMax);
        remote = new MacTable(sizeMax);
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
        if (local.peerOf(mac) == ForwardingSnapshot.NONE) {
            return false;
        }
        return remote.peerOf(mac) == ForwardingSnapshot.NONE
                || local.seenNanos(mac) - remote.seenNanos(mac) >= 0;
    }

    /** The peer at which {@code mac} lives, or {@link ForwardingSnapshot#NONE}. */
    public long homeOf(long mac) {
        return remote.peerOf(mac);
    }

    /** The peer at which {@code mac} is sending right now, or {@link ForwardingSnapshot#NONE}. */
    public long activeHomeOf(long mac, long nowNanos) {
        return remote.peerOf(mac, nowNanos, moveNanos);
    }

    /** The half that egress writes; anybody may read it. */
    public MacTable local() {
        return local;
    }

    /** The half that ingress writes; anybody may read it. */
    public MacTable remote() {
        return remote;
    }
}
