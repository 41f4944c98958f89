package weave.core.engine;

import org.agrona.DirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.udp.PeerQueues;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * One agent's way to the egresses of all queues. A connection has one encoder, one nonce counter
 * and so one egress, that of the queue which its neighbour's name selects; whoever else has a frame
 * for it hands it over. It has one decoder and one window of nonces, too: where the kernel does not
 * steer datagrams, an ingress has another one of these, to the ingresses of the other queues.
 */
final class HandOver {
    private final int queue;
    private final int queues;
    private final HandOverRing[] rings;
    private final Doorbell[] doorbells;
    private final CallState state;

    /** The queues that were given something in this duty cycle, a bit each. */
    private int touched;

    /**
     * @param queue the agent's own
     * @param rings by the queue they lead to; an agent has none to itself
     * @param doorbells of those they lead to, by their queue
     * @param state the agent's
     */
    HandOver(int queue, HandOverRing[] rings, Doorbell[] doorbells, CallState state) {
        this.queue = queue;
        this.queues = rings.length;
        this.rings = rings;
        this.doorbells = doorbells;
        this.state = state;
    }

    /** Whether the connection to {@code hop} belongs to this agent's queue. */
    boolean isOwn(long hop) {
        return queues == 1 || ownerOf(hop) == queue;
    }

    /** The queues to which the connections to all of them belong, a bit each. */
    int ownersOf(long[] hops) {
        int owners = 0;
        for (long hop : hops) {
            owners |= 1 << ownerOf(hop);
        }
        return owners;
    }

    /** What has no next hop stays here, where it is counted. */
    private int ownerOf(long hop) {
        return hop == ForwardingSnapshot.NONE ? queue : PeerQueues.queueOf(hop, queues);
    }

    /**
     * A frame of the local port, its vnet header before it, for a peer behind another queue's
     * neighbour.
     *
     * @return false when there was no room for it
     */
    boolean captured(
            long self, long destination, long hop, DirectBuffer from, int offset, int length) {
        int owner = ownerOf(hop);
        HandOverRing ring = rings[owner];
        int kind = HandOverRing.CAPTURED;
        return notify(
                owner, ring.offerCaptured(kind, self, destination, hop, from, offset, length));
    }

    /**
     * The same frame for the broadcast set of this router, to all queues but this one.
     *
     * @param owners as {@link #ownersOf} says
     * @return false when there was no room for it somewhere
     */
    boolean capturedFlood(int owners, long self, DirectBuffer from, int offset, int length) {
        boolean all = true;
        for (int left = owners & ~(1 << queue); left != 0; left &= left - 1) {
            int owner = Integer.numberOfTrailingZeros(left);
            HandOverRing ring = rings[owner];
            int kind = HandOverRing.CAPTURED_FLOOD;
            all &= notify(owner, ring.offerCaptured(kind, self, 0, 0, from, offset, length));
        }
        return all;
    }

    /**
     * A complete frame from {@code source} for {@code destination}.
     *
     * @return false when there was no room for it
     */
    boolean relay(
            long source, long destination, long hop, DirectBuffer from, int offset, int length) {
        int owner = ownerOf(hop);
        HandOverRing ring = rings[owner];
        int kind = HandOverRing.RELAY;
        return notify(owner, ring.offer(kind, source, destination, hop, from, offset, length));
    }

    /**
     * A complete frame for the broadcast set of {@code source}.
     *
     * @param owners as {@link #ownersOf} says
     * @return false when there was no room for it somewhere
     */
    boolean flood(int owners, long source, DirectBuffer from, int offset, int length) {
        boolean all = true;
        for (int left = owners; left != 0; left &= left - 1) {
            int owner = Integer.numberOfTrailingZeros(left);
            HandOverRing ring = rings[owner];
            int kind = HandOverRing.FLOOD;
            all &= notify(owner, ring.offer(kind, source, 0, 0, from, offset, length));
        }
        return all;
    }

    /**
     * A datagram that has arrived from a neighbour of another queue, to its ingress.
     *
     * @param source where it came from, a packed {@link UdpAddress}
     * @param port of ours that it came to
     * @return false when there was no room for it
     */
    boolean datagram(
            long neighbour, long source, int port, DirectBuffer from, int offset, int length) {
        int owner = ownerOf(neighbour);
        HandOverRing ring = rings[owner];
        int kind = HandOverRing.DATAGRAM;
        return notify(owner, ring.offer(kind, source, port, 0, from, offset, length));
    }

    /** The first frame of a duty cycle wakes its taker at once. */
    private boolean notify(int owner, boolean taken) {
        if (taken && (touched & 1 << owner) == 0) {
            touched |= 1 << owner;
            doorbells[owner].ring(state);
        }
        return taken;
    }

    /** The end of a duty cycle: whoever went to sleep after the first frame is woken again. */
    void flush() {
        for (; touched != 0; touched &= touched - 1) {
            doorbells[Integer.numberOfTrailingZeros(touched)].ring(state);
        }
    }
}
