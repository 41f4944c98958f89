package weave.core.engine;

import org.agrona.MutableDirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.Upcall;
import weave.core.fastdp.UpcallPort;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameBatch;
import weave.linux.Errno;
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
    private final TunnelFrames frames;
    private final CallState state;
    private final EventRing events;
    private final Doorbell conductor;
    private final DataplaneCounters counters;
    private boolean lostTold;

    UpcallReader(AgentParts parts, UpcallPort port) {
        this.port = port;
        batch = new FrameBatch(parts.tuning().captureBatch());
        buffer = port.memory().buffer();
        arrivals = new Arrivals(parts, port.memory(), true);
        frames = new TunnelFrames(parts);
        state = parts.ingressState();
        events = parts.events();
        conductor = parts.conductorDoorbell();
        counters = parts.counters();
    }

    /** One duty cycle's. */
    int doWork(ForwardingSnapshot current, long nowNanos) {
        batch.clear();
        int received = port.receive(state, batch);
        if (received <= 0) {
            if (received == -Errno.EBADFD && !lostTold) {
                tellLost();
            }
            return 0;
        }
        frames.begin(current);
        arrivals.begin(current, nowNanos);
        for (int i = 0; i < received; i++) {
            accept(batch.offset(i), batch.length(i));
        }
        arrivals.flush();
        return received;
    }

    /** Somebody has deleted the device. */
    private void tellLost() {
        lostTold = events.offer(EventRing.UPCALLS_LOST, 0, Errno.EBADFD, 0, 0);
        conductor.ring(state);
    }

    private void accept(int upcall, int length) {
        int offset = upcall + Upcall.HEADER_LENGTH;
        int frameLength = length - Upcall.HEADER_LENGTH;
        if (!Upcall.isWhole(buffer, upcall, length) || frameLength < Ethernet.HEADER_LENGTH) {
            counters.increment(DataplaneCounter.UPCALL_MALFORMED);
            return;
        }
        counters.increment(DataplaneCounter.UPCALLS_RECEIVED);
        frames.accept(
                arrivals,
                buffer,
                Upcall.tunnelId(buffer, upcall),
                Upcall.address(buffer, upcall),
                offset,
                frameLength);
    }

    void close() {
        arrivals.close();
    }
}
