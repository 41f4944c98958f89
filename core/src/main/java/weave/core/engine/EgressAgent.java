package weave.core.engine;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.MessageHandler;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.forward.Forwarder;
import weave.core.forward.MacTables;
import weave.core.forward.Verdict;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameBatch;
import weave.core.port.FramePort;
import weave.linux.call.CallState;

/**
 * From the containers to the wire, in the order of the data: take a batch of frames from the local
 * bridge, and for each learn, decide, pack; then send what was packed. Before that, the special
 * frames that the conductor wants sent and the frames that ingress hands over for other peers.
 */
public final class EgressAgent implements Agent {
    private static final int RELAYED_MAX = 256;

    private final MessageHandler onSpecial = this::onSpecial;
    private final MessageHandler onRelayed = this::onRelayed;
    private final FrameBatch captured;
    private final CallState state;
    private final FramePort port;
    private final MutableDirectBuffer buffer;
    private final ForwardingTable routes;
    private final MacTables macs;
    private final RelayRing relays;
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
        buffer = port.memory().buffer();
        routes = parts.routes();
        macs = parts.macs();
        relays = parts.relays();
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
        workCount += relays.drain(onRelayed, RELAYED_MAX);
        captured.clear();
        workCount += capture();
        for (int i = 0; i < captured.count(); i++) {
            forward(captured.offset(i), captured.length(i));
        }
        transmitter.flush();
        sweepMacs();
        return workCount;
    }

    private int capture() {
        int received = port.receive(state, captured);
        if (received >= 0) {
            return received;
        }
        if (!portLost) {
            portLost = true;
            events.offer(EventRing.PORT_LOST, 0, -received, 0, 0);
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
        long sourceMac = Ethernet.source(buffer, offset);
        long destinationMac = Ethernet.destination(buffer, offset);
        long sourceHome = macs.activeHomeOf(sourceMac, nowNanos);
        if (sourceHome == ForwardingSnapshot.NONE) {
            macs.learnLocal(sourceMac, nowNanos);
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
            case Verdict.UNICAST -> {
                long peer = Verdict.peer(verdict);
                transmitter.captured(peer, snapshot.nextHop(peer), offset, length, false);
            }
            case Verdict.FLOOD -> {
                for (long neighbour : snapshot.broadcast(snapshot.self())) {
                    transmitter.captured(neighbour, neighbour, offset, length, true);
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

    private void onRelayed(int type, DirectBuffer ring, int index, int length) {
        counters.increment(DataplaneCounter.FRAMES_RELAYED);
        long source = RelayRing.source(ring, index);
        if (type == RelayRing.RELAY) {
            long destination = RelayRing.destination(ring, index);
            int frame = index + RelayRing.RELAY_FRAME_OFFSET;
            int frameLength = length - RelayRing.RELAY_FRAME_OFFSET;
            long hop = snapshot.nextHop(destination);
            transmitter.complete(source, destination, hop, ring, frame, frameLength, false);
            return;
        }
        int frame = index + RelayRing.FLOOD_FRAME_OFFSET;
        int frameLength = length - RelayRing.FLOOD_FRAME_OFFSET;
        for (long neighbour : snapshot.broadcast(source)) {
            transmitter.complete(source, neighbour, neighbour, ring, frame, frameLength, true);
        }
    }

    private void onSpecial(int type, DirectBuffer ring, int index, int length) {
        if (type == SpecialRing.NEW_KEY) {
            renewKey(SpecialRing.connectionId(ring, index));
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
            events.offer(EventRing.KEYS_SPENT, connectionId, 0, 0, 0);
            conductor.ring(state);
        }
    }

    private void sweepMacs() {
        if (nowNanos - sweptNanos > Limits.MAC_SWEEP_NANOS) {
            sweptNanos = nowNanos;
            macs.local().forgetOlder(nowNanos, Limits.MAC_AGE_NANOS_MAX);
        }
    }

    void close() {
        transmitter.close();
    }

    @Override
    public String roleName() {
        return "egress";
    }
}
