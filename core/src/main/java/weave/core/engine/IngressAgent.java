package weave.core.engine;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.forward.ArpTables;
import weave.core.forward.MacTables;
import weave.core.frame.Ethernet;
import weave.core.sleeve.RecordHandler;
import weave.core.sleeve.SleeveDecoder;
import weave.core.sleeve.SleeveLayout;
import weave.core.sleeve.SpecialFrame;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.Endpoint;
import weave.linux.call.CallState;

/**
 * From the wire to the containers, in the order of the data: take a batch of datagrams, find out
 * whose each is, open it, and for every frame in it learn, decide, deliver or pass on ({@link
 * Arrivals}). Then the same for the frames that a kernel datapath leaves to user space.
 */
public final class IngressAgent implements Agent, RecordHandler {
    private final CallState state;
    private final Endpoint endpoint;
    private final DatagramReceiver receiver;
    private final MutableDirectBuffer buffer;
    private final Arrivals arrivals;
    private final ForwardingTable routes;
    private final Connections<SleeveConnection> connections;
    private final MacTables macs;
    private final ArpTables arps;
    private final HandOver handOver;

    /** {@code null} if there is no kernel datapath, or another queue serves it. */
    private final UpcallReader upcalls;

    private final EventRing events;
    private final Doorbell conductor;
    private final DataplaneCounters counters;

    // What this duty cycle works with.
    private Connections.Table<SleeveConnection> table;
    private ForwardingSnapshot snapshot;
    private long nowNanos;
    private long sweptNanos;

    // What the datagram at hand is.
    private SleeveConnection connection;
    private long source;

    IngressAgent(AgentParts parts) {
        state = parts.ingressState();
        endpoint = parts.endpoint();
        receiver = parts.receiver();
        buffer = receiver.memory().buffer();
        routes = parts.routes();
        connections = parts.connections();
        macs = parts.macs();
        arps = parts.arps();
        handOver = parts.fromIngress();
        events = parts.events();
        conductor = parts.conductorDoorbell();
        counters = parts.counters();
        arrivals = new Arrivals(parts, receiver.memory(), false);
        upcalls = parts.upcalls() == null ? null : new UpcallReader(parts, parts.upcalls());
        snapshot = routes.currentAcquire();
        sweptNanos = System.nanoTime();
    }

    @Override
    public int doWork() {
        nowNanos = System.nanoTime();
        table = connections.currentAcquire();
        refreshSnapshot();
        arrivals.begin(snapshot, nowNanos);
        int received = receiver.receive(state, endpoint.mainFd());
        for (int i = 0; i < received; i++) {
            accept(i);
        }
        arrivals.flush();
        if (upcalls != null) {
            received += upcalls.doWork(snapshot, nowNanos);
        }
        handOver.flush();
        sweepMacs();
        return received;
    }

    private void refreshSnapshot() {
        ForwardingSnapshot next = routes.currentAcquire();
        if (next != snapshot) {
            snapshot = next;
            macs.remote().forgetUnknown(next);
        }
    }

    /** One message, which may hold many datagrams of one sender. */
    private void accept(int index) {
        source = receiver.source(index);
        int segmentLength = receiver.segmentLength(index);
        int offset = receiver.offset(index);
        int end = offset + receiver.length(index);
        counters.add(DataplaneCounter.BYTES_RECEIVED, end - offset);
        do {
            int length = Math.min(segmentLength, end - offset);
            counters.increment(DataplaneCounter.DATAGRAMS_RECEIVED);
            accept(offset, length);
            offset += length;
        } while (offset < end);
    }

    private void accept(int offset, int length) {
        if (length < SleeveLayout.NAME_LENGTH) {
            counters.increment(DataplaneCounter.RECEIVE_TOO_SHORT);
            return;
        }
        connection = table.byNeighbour(SleeveLayout.senderName(buffer, offset));
        if (connection == null) {
            counters.increment(DataplaneCounter.RECEIVE_NO_CONNECTION);
            return;
        }
        account(connection.decoder().decode(buffer, offset, length, this), length);
    }

    private void account(int result, int length) {
        switch (result) {
            case SleeveDecoder.TOO_SHORT -> counters.increment(DataplaneCounter.RECEIVE_TOO_SHORT);
            case SleeveDecoder.FORGED -> counters.increment(DataplaneCounter.RECEIVE_FORGED);
            case SleeveDecoder.REPLAYED -> counters.increment(DataplaneCounter.RECEIVE_REPLAYED);
            case SleeveDecoder.OK -> connection.counters().datagramReceived(length);
            default -> counters.increment(DataplaneCounter.RECEIVE_MALFORMED);
        }
    }

    @Override
    public void onRecord(
            long sourcePeer,
            long destinationPeer,
            MutableDirectBuffer datagram,
            int offset,
            int length) {
        if (length < Ethernet.HEADER_LENGTH) {
            counters.increment(DataplaneCounter.RECEIVE_BAD_FRAME);
            return;
        }
        if (SpecialFrame.isSpecial(buffer, offset, length)) {
            onSpecial(sourcePeer, destinationPeer, offset, length);
            return;
        }
        boolean partial = connection.leavesChecksums() && SleeveLayout.isMarkedPartial(sourcePeer);
        long entered = partial ? SleeveLayout.unmarked(sourcePeer) : sourcePeer;
        arrivals.accept(entered, destinationPeer, offset, length, partial);
    }

    private void onSpecial(long sourcePeer, long destinationPeer, int offset, int length) {
        if (sourcePeer != connection.remotePeer() || destinationPeer != snapshot.self()) {
            counters.increment(DataplaneCounter.RECEIVE_BAD_SPECIAL);
            return;
        }
        boolean offered =
                switch (SpecialFrame.kind(length)) {
                    case SpecialFrame.HEARTBEAT ->
                            event(
                                    EventRing.HEARTBEAT,
                                    length,
                                    SpecialFrame.connectionUid(buffer, offset));
                    case SpecialFrame.FRAGMENTATION_TEST ->
                            !SpecialFrame.isIntact(buffer, offset, length)
                                    || event(EventRing.FRAGMENTATION_TEST, length, 0);
                    default -> event(EventRing.PROBE, length, 0);
                };
        if (!offered) {
            counters.increment(DataplaneCounter.EVENT_OVERFLOW);
        }
    }

    private boolean event(int type, int length, long connectionUid) {
        if (!events.offer(type, connection.id(), length, connectionUid, source)) {
            return false;
        }
        conductor.ring(state);
        return true;
    }

    private void sweepMacs() {
        if (nowNanos - sweptNanos > Limits.MAC_SWEEP_NANOS) {
            sweptNanos = nowNanos;
            macs.remote().forgetOlder(nowNanos, Limits.MAC_AGE_NANOS_MAX);
            arps.sweepRemote(nowNanos);
        }
    }

    void close() {
        arrivals.close();
        if (upcalls != null) {
            upcalls.close();
        }
    }

    @Override
    public String roleName() {
        return "ingress";
    }
}
