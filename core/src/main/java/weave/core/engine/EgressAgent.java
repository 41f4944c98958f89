package weave.core.engine;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.MessageHandler;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.forward.ArpTables;
import weave.core.forward.Forwarder;
import weave.core.forward.MacTables;
import weave.core.forward.Verdict;
import weave.core.frame.Arp;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.core.port.FramePort;
import weave.linux.call.CallState;

/**
 * From the containers to the wire, in the order of the data: take a batch of frames from the local
 * bridge, and for each learn, decide, pack; then send what was packed. Before that, the special
 * frames that the conductor wants sent and the frames that other agents hand over: ingress those
 * that only pass through, the egresses of other queues those for this queue's neighbours.
 */
public final class EgressAgent implements Agent {
    /** Of one ring in one duty cycle, so that the local port gets its turn. */
    private static final int HANDED_OVER_MAX = 256;

    private final MessageHandler onSpecial = this::onSpecial;
    private final FrameBatch captured;
    private final CallState state;
    private final FramePort port;
    private final FrameMemory memory;
    private final ForwardingTable routes;
    private final MacTables macs;
    private final ArpTables arps;
    private final ArpResponder arpResponder;
    private final HandOverRing[] handedOver;
    private final HandOver handOver;
    private final SpecialRing specials;
    private final EventRing events;
    private final Doorbell conductor;
    private final DataplaneCounters counters;
    private final Transmitter transmitter;

    // What this duty cycle works with.
    private ForwardingSnapshot snapshot;
    private long nowNanos;
    private long sweptNanos;
    private boolean portLost;

    EgressAgent(AgentParts parts) {
        state = parts.egressState();
        port = parts.port();
        captured = new FrameBatch(parts.tuning().captureBatch());
        memory = port.memory();
        routes = parts.routes();
        macs = parts.macs();
        arps = parts.arps();
        arpResponder = new ArpResponder(parts);
        handedOver = parts.handedOver();
        handOver = parts.fromEgress();
        specials = parts.specials();
        events = parts.events();
        conductor = parts.conductorDoorbell();
        counters = parts.counters();
        transmitter = new Transmitter(parts);
        snapshot = routes.currentAcquire();
        sweptNanos = System.nanoTime();
    }

    @Override
    public int doWork() {
        nowNanos = System.nanoTime();
        snapshot = routes.currentAcquire();
        transmitter.begin(snapshot);
        int workCount = specials.drain(onSpecial);
        workCount += takeHandedOver();
        captured.clear();
        workCount += capture();
        for (int i = 0; i < captured.count(); i++) {
            forward(captured.offset(i), captured.length(i));
        }
        transmitter.flush();
        for (HandOverRing ring : handedOver) {
            ring.release();
        }
        handOver.flush();
        sweepMacs();
        return workCount;
    }

    private int capture() {
        int received = port.receive(state, captured);
        if (received >= 0) {
            return received;
        }
        if (!portLost) {
            // When the ring is full, the next duty cycle tells it.
            portLost = events.offer(EventRing.PORT_LOST, 0, -received, 0, 0);
            conductor.ring(state);
        }
        return 0;
    }

    private void forward(int offset, int length) {
        counters.increment(DataplaneCounter.FRAMES_CAPTURED);
        counters.add(DataplaneCounter.BYTES_CAPTURED, length);
        if (length < Ethernet.HEADER_LENGTH) {
            counters.increment(DataplaneCounter.CAPTURED_MALFORMED);
            return;
        }
        long sourceMac = Ethernet.source(memory.buffer(), offset);
        long destinationMac = Ethernet.destination(memory.buffer(), offset);
        long sourceHome = macs.activeHomeOf(sourceMac, nowNanos);
        if (sourceHome == ForwardingSnapshot.NONE) {
            macs.learnLocal(sourceMac, nowNanos);
            if (Arp.isArp(memory.buffer(), offset, length)) {
                arpResponder.learn(memory.buffer(), offset, nowNanos);
            }
        }
        long verdict =
                Forwarder.decideCaptured(
                        snapshot,
                        sourceHome,
                        destinationMac,
                        macs.isLocal(destinationMac),
                        macs.homeOf(destinationMac));
        execute(verdict, offset, length);
    }

    private void execute(long verdict, int offset, int length) {
        switch (Verdict.kind(verdict)) {
            case Verdict.UNICAST -> unicast(Verdict.peer(verdict), offset, length);
            case Verdict.FLOOD -> {
                if (!isSettled(offset, length)) {
                    flood(offset, length);
                }
            }
            case Verdict.DROP_LINK_LOCAL ->
                    counters.increment(DataplaneCounter.CAPTURED_LINK_LOCAL);
            case Verdict.DROP_FOREIGN_MAC ->
                    counters.increment(DataplaneCounter.CAPTURED_FOREIGN_MAC);
            default -> {
                // Local: the bridge has delivered it.
            }
        }
    }

    /** ARP may be answered here. */
    private boolean isSettled(int offset, int length) {
        return Arp.isArp(memory.buffer(), offset, length)
                && arpResponder.settles(snapshot, memory.buffer(), offset, nowNanos);
    }

    private void unicast(long peer, int offset, int length) {
        long hop = snapshot.nextHop(peer);
        if (handOver.isOwn(hop)) {
            transmitter.captured(peer, hop, memory, offset, length, false);
            return;
        }
        long self = snapshot.self();
        countHandedOver(handOver.captured(self, peer, hop, memory.buffer(), offset, length));
    }

    private void flood(int offset, int length) {
        long[] neighbours = snapshot.broadcast(snapshot.self());
        if (floodOwn(neighbours, memory, offset, length) == neighbours.length) {
            return;
        }
        int owners = handOver.ownersOf(neighbours);
        long self = snapshot.self();
        countHandedOver(handOver.capturedFlood(owners, self, memory.buffer(), offset, length));
    }

    /** To those neighbours that belong to this queue; returns how many. */
    private int floodOwn(long[] neighbours, FrameMemory from, int offset, int length) {
        int own = 0;
        for (long neighbour : neighbours) {
            if (handOver.isOwn(neighbour)) {
                transmitter.captured(neighbour, neighbour, from, offset, length, true);
                own++;
            }
        }
        return own;
    }

    private void countHandedOver(boolean taken) {
        counters.increment(
                taken ? DataplaneCounter.FRAMES_HANDED_OVER : DataplaneCounter.HAND_OVER_OVERFLOW);
    }

    private int takeHandedOver() {
        int taken = 0;
        for (HandOverRing ring : handedOver) {
            for (int i = 0; i < HANDED_OVER_MAX && ring.next(); i++) {
                onHandedOver(ring);
                taken++;
            }
        }
        return taken;
    }

    private void onHandedOver(HandOverRing ring) {
        FrameMemory from = ring.memory();
        int offset = ring.frameOffset();
        int length = ring.frameLength();
        switch (ring.kind()) {
            case HandOverRing.CAPTURED ->
                    transmitter.captured(
                            ring.destination(), ring.hop(), from, offset, length, false);
            case HandOverRing.CAPTURED_FLOOD ->
                    floodOwn(snapshot.broadcast(snapshot.self()), from, offset, length);
            case HandOverRing.RELAY -> {
                counters.increment(DataplaneCounter.FRAMES_RELAYED);
                transmitter.complete(
                        ring.source(),
                        ring.destination(),
                        ring.hop(),
                        from.buffer(),
                        offset,
                        length,
                        false);
            }
            default -> {
                counters.increment(DataplaneCounter.FRAMES_RELAYED);
                relayFlood(ring.source(), from.buffer(), offset, length);
            }
        }
    }

    private void relayFlood(long source, DirectBuffer from, int offset, int length) {
        for (long neighbour : snapshot.broadcast(source)) {
            if (handOver.isOwn(neighbour)) {
                transmitter.complete(source, neighbour, neighbour, from, offset, length, true);
            }
        }
    }

    private void onSpecial(int type, DirectBuffer ring, int index, int length) {
        if (type == SpecialRing.NEW_KEY) {
            renewKey(SpecialRing.connectionId(ring, index));
            return;
        }
        if (type == SpecialRing.FAST_HEARTBEAT) {
            transmitter.fastHeartbeat(
                    SpecialRing.connectionId(ring, index),
                    SpecialRing.frameLength(ring, index),
                    SpecialRing.connectionUid(ring, index));
            return;
        }
        transmitter.special(
                SpecialRing.connectionId(ring, index),
                SpecialRing.path(ring, index),
                SpecialRing.frameLength(ring, index),
                SpecialRing.connectionUid(ring, index));
    }

    private void renewKey(int connectionId) {
        if (!transmitter.renewKey(connectionId)) {
            // When the ring is full, the next renewal tells it: ciphers keep keys in reserve.
            events.offer(EventRing.KEYS_SPENT, connectionId, 0, 0, 0);
            conductor.ring(state);
        }
    }

    private void sweepMacs() {
        if (nowNanos - sweptNanos > Limits.MAC_SWEEP_NANOS) {
            sweptNanos = nowNanos;
            macs.local().forgetOlder(nowNanos, Limits.MAC_AGE_NANOS_MAX);
            arps.sweepLocal(nowNanos);
        }
    }

    void close() {
        transmitter.close();
        arpResponder.close();
    }

    @Override
    public String roleName() {
        return "egress";
    }
}
