package weave.core.engine;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.forward.ArpTables;
import weave.core.forward.Forwarder;
import weave.core.forward.MacTables;
import weave.core.forward.RecentNews;
import weave.core.forward.Verdict;
import weave.core.frame.Arp;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameMemory;
import weave.linux.call.CallState;

/**
 * What becomes of a frame that has arrived, by whichever overlay: learn, decide, deliver or pass
 * on. Ingress's second half; one for each memory that frames arrive in.
 */
final class Arrivals {
    /** Somebody who has been told need not be told again so soon. */
    private static final long TOLD_NANOS = 100_000_000;

    private final RecentNews told = new RecentNews(TOLD_NANOS);
    private final MutableDirectBuffer buffer;
    private final Deliverer deliverer;
    private final MacTables macs;
    private final ArpTables arps;
    private final HandOver handOver;
    private final EventRing events;
    private final Doorbell conductor;
    private final CallState state;
    private final DataplaneCounters counters;
    private final boolean fromKernel;

    private ForwardingSnapshot snapshot;
    private long nowNanos;

    // Whether the frame at hand has a TCP checksum that was left to us.
    private boolean partial;

    /**
     * @param memory where the frames lie
     * @param fromKernel whether they are here because a kernel datapath had no entry for them
     */
    Arrivals(AgentParts parts, FrameMemory memory, boolean fromKernel) {
        this.fromKernel = fromKernel;
        buffer = memory.buffer();
        macs = parts.macs();
        arps = parts.arps();
        handOver = parts.fromIngress();
        events = parts.events();
        conductor = parts.conductorDoorbell();
        state = parts.ingressState();
        counters = parts.counters();
        deliverer =
                new Deliverer(
                        parts.port(),
                        memory,
                        parts.localMtu(),
                        parts.tuning().offloads(),
                        state,
                        counters);
    }

    /** A duty cycle begins. */
    void begin(ForwardingSnapshot current, long nanos) {
        snapshot = current;
        nowNanos = nanos;
    }

    /**
     * A frame that is at least an Ethernet header and not special.
     *
     * @param isPartial whether its TCP checksum was left to us
     */
    void accept(long source, long destination, int offset, int length, boolean isPartial) {
        counters.increment(DataplaneCounter.FRAMES_RECEIVED);
        partial = isPartial;
        boolean isLocal = macs.isLocal(Ethernet.destination(buffer, offset));
        long verdict = Forwarder.decideReceived(snapshot, source, destination, isLocal);
        if (partial && mustComplete(verdict, length) && !deliverer.complete(offset, length)) {
            counters.increment(DataplaneCounter.RECEIVE_BAD_FRAME);
            return;
        }
        execute(verdict, source, offset, length);
    }

    /** A checksum stays partial only on the straight way into the local port. */
    private boolean mustComplete(long verdict, int length) {
        if (Verdict.kind(verdict) == Verdict.DELIVER && !deliverer.isTooBig(length)) {
            return false;
        }
        partial = false;
        return true;
    }

    private void execute(long verdict, long sourcePeer, int offset, int length) {
        switch (Verdict.kind(verdict)) {
            case Verdict.RELAY -> relay(sourcePeer, Verdict.peer(verdict), buffer, offset, length);
            case Verdict.DELIVER -> {
                learn(sourcePeer, offset, length, fromKernel);
                deliver(sourcePeer, offset, length, false);
            }
            case Verdict.DELIVER_AND_FLOOD -> {
                learn(sourcePeer, offset, length, false);
                flood(sourcePeer, offset, length);
                deliver(sourcePeer, offset, length, true);
            }
            case Verdict.DROP_UNKNOWN_PEER ->
                    counters.increment(DataplaneCounter.RECEIVE_UNKNOWN_PEER);
            default -> counters.increment(DataplaneCounter.RECEIVE_LOOPED);
        }
    }

    /**
     * Whose ARP is told by another MAC than its own teaches nothing.
     *
     * @param tells whether somebody may not know what is known here
     */
    private void learn(long sourcePeer, int offset, int length, boolean tells) {
        long mac = Ethernet.source(buffer, offset);
        if (tells || macs.remote().peerOf(mac) != sourcePeer) {
            tell(mac, sourcePeer);
        }
        macs.learnRemote(mac, sourcePeer, nowNanos);
        if (Arp.isArp(buffer, offset, length) && Arp.senderMac(buffer, offset) == mac) {
            long ip = Arp.senderIp(buffer, offset);
            if (ip != 0) {
                arps.learnRemote(ip, mac, nowNanos);
            }
        }
    }

    /** If the ring is full, the next frame tells. */
    private void tell(long mac, long peer) {
        if (told.isNews(mac, peer, nowNanos)) {
            events.offer(EventRing.LEARNED, 0, 0, mac, peer);
            conductor.ring(state);
        }
    }

    private void relay(
            long sourcePeer, long destinationPeer, DirectBuffer from, int offset, int length) {
        long hop = snapshot.nextHop(destinationPeer);
        count(handOver.relay(sourcePeer, destinationPeer, hop, from, offset, length));
    }

    private void flood(long sourcePeer, int offset, int length) {
        int owners = handOver.ownersOf(snapshot.broadcast(sourcePeer));
        count(handOver.flood(owners, sourcePeer, buffer, offset, length));
    }

    private void count(boolean handedOver) {
        if (!handedOver) {
            counters.increment(DataplaneCounter.RELAY_OVERFLOW);
        }
    }

    private void deliver(long sourcePeer, int offset, int length, boolean flooded) {
        if (!deliverer.isTooBig(length)) {
            if (!deliverer.append(offset, length, partial)) {
                counters.increment(DataplaneCounter.RECEIVE_BAD_FRAME);
            }
        } else if (!deliverer.appendInPieces(offset, length)) {
            answerTooBig(sourcePeer, offset, length, flooded);
        }
    }

    /** In the name of the container that the frame was for, through egress and the mesh. */
    private void answerTooBig(long sourcePeer, int offset, int length, boolean flooded) {
        int answerLength = flooded ? 0 : deliverer.writeAnswer(offset, length);
        if (answerLength == 0) {
            counters.increment(DataplaneCounter.INJECT_TOO_BIG);
            return;
        }
        counters.increment(DataplaneCounter.INJECT_ANSWERED_TOO_BIG);
        relay(
                snapshot.self(),
                sourcePeer,
                deliverer.answerBuffer(),
                deliverer.answerOffset(),
                answerLength);
    }

    /** Hands over what was delivered. */
    void flush() {
        deliverer.flush();
    }

    void close() {
        deliverer.close();
    }
}
