package weave.core.engine;

import org.agrona.MutableDirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.FastHeartbeat;
import weave.core.fastdp.Upcall;
import weave.core.fastdp.UpcallPort;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameBatch;
import weave.core.sleeve.SpecialFrame;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * Takes the frames that a kernel datapath leaves to user space. Part of ingress: the mirror image
 * of {@link FastTransmitter}.
 */
final class UpcallReader {
    private final UpcallPort port;
    private final FrameBatch batch;
    private final MutableDirectBuffer buffer;
    private final Arrivals arrivals;
    private final EventRing events;
    private final Doorbell conductor;
    private final CallState state;
    private final DataplaneCounters counters;

    private ForwardingSnapshot snapshot;

    UpcallReader(AgentParts parts, UpcallPort port) {
        this.port = port;
        batch = new FrameBatch(parts.tuning().captureBatch());
        buffer = port.memory().buffer();
        arrivals = new Arrivals(parts, port.memory(), true);
        events = parts.events();
        conductor = parts.conductorDoorbell();
        state = parts.ingressState();
        counters = parts.counters();
    }

    /** One duty cycle's. */
    int doWork(ForwardingSnapshot current, long nowNanos) {
        batch.clear();
        int received = port.receive(state, batch);
        if (received <= 0) {
            return 0;
        }
        snapshot = current;
        arrivals.begin(current, nowNanos);
        for (int i = 0; i < received; i++) {
            accept(batch.offset(i), batch.length(i));
        }
        arrivals.flush();
        return received;
    }

    private void accept(int upcall, int length) {
        int offset = upcall + Upcall.HEADER_LENGTH;
        int frameLength = length - Upcall.HEADER_LENGTH;
        if (!Upcall.isWhole(buffer, upcall, length) || frameLength < Ethernet.HEADER_LENGTH) {
            counters.increment(DataplaneCounter.UPCALL_MALFORMED);
            return;
        }
        counters.increment(DataplaneCounter.UPCALLS_RECEIVED);
        int tunnelId = Upcall.tunnelId(buffer, upcall);
        long source = snapshot.principal(VxlanLayout.sourceShortId(tunnelId));
        long destination = snapshot.principal(VxlanLayout.destinationShortId(tunnelId));
        if (source == ForwardingSnapshot.NONE || destination == ForwardingSnapshot.NONE) {
            counters.increment(DataplaneCounter.RECEIVE_UNKNOWN_PEER);
        } else if (SpecialFrame.isSpecial(buffer, offset, frameLength)) {
            long from = UdpAddress.pack(Upcall.address(buffer, upcall), 0);
            onSpecial(source, destination, from, offset, frameLength);
        } else {
            arrivals.accept(source, destination, offset, frameLength, false);
        }
    }

    private void onSpecial(long source, long destination, long from, int offset, int length) {
        if (destination != snapshot.self() || !FastHeartbeat.isWhole(buffer, offset, length)) {
            counters.increment(DataplaneCounter.RECEIVE_BAD_SPECIAL);
            return;
        }
        long uid = FastHeartbeat.connectionUid(buffer, offset);
        if (!events.offer(EventRing.FAST_HEARTBEAT, 0, length, uid, from)) {
            counters.increment(DataplaneCounter.EVENT_OVERFLOW);
        }
        conductor.ring(state);
    }

    void close() {
        arrivals.close();
    }
}
