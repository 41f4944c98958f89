package weave.core.engine;

import weave.core.udp.DatagramSender;
import weave.linux.call.CallState;

/**
 * What becomes of datagrams that the kernel does not take: the conductor hears of those that were
 * too long for their path, all others are counted. A path that stays broken is found out by its
 * heartbeats, so that a passing error ends no connection.
 */
final class RefusedDatagrams implements DatagramSender.Refusals {
    private final CallState state;
    private final EventRing events;
    private final Doorbell conductor;
    private final DataplaneCounters counters;

    RefusedDatagrams(
            CallState state, EventRing events, Doorbell conductor, DataplaneCounters counters) {
        this.state = state;
        this.events = events;
        this.conductor = conductor;
        this.counters = counters;
    }

    @Override
    public void tooBig(int connectionId, int length) {
        counters.increment(DataplaneCounter.SEND_TOO_BIG_FOR_PATH);
        // When the ring is full the conductor has heard of it already.
        events.offer(EventRing.TOO_BIG, connectionId, length, 0, 0);
        conductor.ring(state);
    }

    @Override
    public void cutsNothing(int errno) {
        events.offer(EventRing.CUTS_NOTHING, 0, errno, 0, 0);
        conductor.ring(state);
    }

    @Override
    public void refused(int connectionId, int errno) {
        boolean full = DatagramSender.isBufferFull(errno);
        counters.increment(
                full ? DataplaneCounter.SEND_BUFFER_FULL : DataplaneCounter.SEND_REFUSED);
    }
}
