package weave.core.engine;

import org.agrona.DirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.FastHeartbeat;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.core.sleeve.SpecialFrame;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * What becomes of a frame that came in VXLAN, whoever has taken its outer headers off: heartbeats
 * go to the conductor, all others the way of {@link Arrivals}.
 */
final class TunnelFrames {
    private final EventRing events;
    private final Doorbell conductor;
    private final CallState state;
    private final DataplaneCounters counters;

    private ForwardingSnapshot snapshot;

    TunnelFrames(AgentParts parts) {
        events = parts.events();
        conductor = parts.conductorDoorbell();
        state = parts.ingressState();
        counters = parts.counters();
    }

    /** A duty cycle begins. */
    void begin(ForwardingSnapshot current) {
        snapshot = current;
    }

    /**
     * A frame that is at least an Ethernet header.
     *
     * @param arrivals of the memory in which it lies
     * @param buffer over that memory
     * @param tunnelId its network identifier, untrusted
     * @param fromIp of the host that sent it
     */
    void accept(
            Arrivals arrivals,
            DirectBuffer buffer,
            int tunnelId,
            int fromIp,
            int offset,
            int length) {
        assert length >= Ethernet.HEADER_LENGTH : length;
        long source = snapshot.principal(VxlanLayout.sourceShortId(tunnelId));
        long destination = snapshot.principal(VxlanLayout.destinationShortId(tunnelId));
        if (source == ForwardingSnapshot.NONE || destination == ForwardingSnapshot.NONE) {
            counters.increment(DataplaneCounter.RECEIVE_UNKNOWN_PEER);
        } else if (SpecialFrame.isSpecial(buffer, offset, length)) {
            onSpecial(destination, buffer, fromIp, offset, length);
        } else {
            arrivals.accept(source, destination, offset, length, false);
        }
    }

    private void onSpecial(
            long destination, DirectBuffer buffer, int fromIp, int offset, int length) {
        if (destination != snapshot.self() || !FastHeartbeat.isWhole(buffer, offset, length)) {
            counters.increment(DataplaneCounter.RECEIVE_BAD_SPECIAL);
            return;
        }
        long uid = FastHeartbeat.connectionUid(buffer, offset);
        long from = UdpAddress.pack(fromIp, 0);
        if (!events.offer(EventRing.FAST_HEARTBEAT, 0, length, uid, from)) {
            counters.increment(DataplaneCounter.EVENT_OVERFLOW);
        }
        conductor.ring(state);
    }
}
