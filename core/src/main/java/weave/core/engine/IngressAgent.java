package weave.core.engine;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.fastdp.UpcallPort;
import weave.core.fastdp.VxlanSocket;
import weave.core.forward.ArpTables;
import weave.core.forward.MacTables;
import weave.core.frame.Ethernet;
import weave.core.sleeve.RecordHandler;
import weave.core.sleeve.SleeveDecoder;
import weave.core.sleeve.SleeveLayout;
import weave.core.sleeve.SpecialFrame;
import weave.core.udp.DatagramSource;
import weave.linux.call.CallState;

/**
 * From the wire to the containers, in the order of the data: take a batch of datagrams, find out
 * whose each is, open it, and for every frame in it learn, decide, deliver or pass on ({@link
 * Arrivals}). VXLAN is opened by {@link VxlanReader}, where no kernel does; then come the frames
 * that a kernel datapath leaves to user space.
 */
public final class IngressAgent implements Agent, RecordHandler {
    private static final int NO_PORT = -1;

    private final CallState state;
    private final DatagramSource[] sources;

    /** Those of each source. */
    private final Arrivals[] arrivalsOf;

    private final ForwardingTable routes;
    private final Connections<SleeveConnection> connections;
    private final MacTables macs;
    private final ArpTables arps;
    private final HandOver handOver;

    /** {@code null} where all that arrives is for this queue. */
    private final HandOver toIngresses;

    /** {@code null} if there is no kernel datapath, or another queue serves it. */
    private final UpcallReader upcalls;

    /** {@code null} if no VXLAN comes in datagrams. */
    private final VxlanReader vxlan;

    /** Where that comes to. */
    private final int vxlanPort;

    private final EventRing events;
    private final Doorbell conductor;
    private final DataplaneCounters counters;

    // What this duty cycle works with.
    private Connections.Table<SleeveConnection> table;
    private ForwardingSnapshot snapshot;
    private long nowNanos;
    private long sweptNanos;

    // Where the batch at hand came from.
    private DatagramSource receiver;
    private MutableDirectBuffer buffer;
    private Arrivals arrivals;

    // What the datagram at hand is.
    private SleeveConnection connection;
    private long source;

    IngressAgent(AgentParts parts) {
        state = parts.ingressState();
        sources = parts.sources().toArray(DatagramSource[]::new);
        arrivalsOf = new Arrivals[sources.length];
        for (int i = 0; i < sources.length; i++) {
            arrivalsOf[i] = new Arrivals(parts, sources[i].memory(), false);
        }
        routes = parts.routes();
        connections = parts.connections();
        macs = parts.macs();
        arps = parts.arps();
        handOver = parts.fromIngress();
        toIngresses = parts.toIngresses();
        events = parts.events();
        conductor = parts.conductorDoorbell();
        counters = parts.counters();
        upcalls = parts.vxlan() instanceof UpcallPort port ? new UpcallReader(parts, port) : null;
        vxlan = parts.vxlan() instanceof VxlanSocket ? new VxlanReader(parts) : null;
        vxlanPort = parts.vxlan() instanceof VxlanSocket socket ? socket.port() : NO_PORT;
        snapshot = routes.currentAcquire();
        sweptNanos = System.nanoTime();
    }

    @Override
    public int doWork() {
        nowNanos = System.nanoTime();
        table = connections.currentAcquire();
        refreshSnapshot();
        if (vxlan != null) {
            vxlan.begin(snapshot, nowNanos);
        }
        int received = 0;
        for (int i = 0; i < sources.length; i++) {
            received += take(i);
        }
        if (upcalls != null) {
            received += upcalls.doWork(snapshot, nowNanos);
        }
        handOver.flush();
        if (toIngresses != null) {
            toIngresses.flush();
        }
        sweepMacs();
        return received;
    }

    /** A batch of one source. */
    private int take(int number) {
        receiver = sources[number];
        buffer = receiver.memory().buffer();
        arrivals = arrivalsOf[number];
        arrivals.begin(snapshot, nowNanos);
        int received = receiver.receive();
        // What others have handed over stays here.
        boolean mayBeForOthers = toIngresses != null && !(receiver instanceof HandedOverDatagrams);
        for (int i = 0; i < received; i++) {
            if (!mayBeForOthers || !isForAnother(i)) {
                accept(i);
            }
        }
        arrivals.flush();
        return received;
    }

    /**
     * Whether a message was another queue's, which has it now. What the kernel has joined it has
     * steered as well.
     */
    private boolean isForAnother(int index) {
        int offset = receiver.offset(index);
        int length = receiver.length(index);
        if (length < SleeveLayout.NAME_LENGTH || receiver.segmentLength(index) < length) {
            return false;
        }
        long from = receiver.source(index);
        int port = receiver.destinationPort(index);
        long neighbour =
                port == vxlanPort
                        ? vxlan.neighbourAt(from)
                        : SleeveLayout.senderName(buffer, offset);
        if (toIngresses.isOwn(neighbour)) {
            return false;
        }
        boolean taken = toIngresses.datagram(neighbour, from, port, buffer, offset, length);
        counters.increment(
                taken
                        ? DataplaneCounter.DATAGRAMS_HANDED_OVER
                        : DataplaneCounter.DATAGRAM_HAND_OVER_OVERFLOW);
        return true;
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
        boolean isVxlan = receiver.destinationPort(index) == vxlanPort;
        int segmentLength = receiver.segmentLength(index);
        int offset = receiver.offset(index);
        int end = offset + receiver.length(index);
        counters.add(DataplaneCounter.BYTES_RECEIVED, end - offset);
        do {
            int length = Math.min(segmentLength, end - offset);
            counters.increment(DataplaneCounter.DATAGRAMS_RECEIVED);
            if (isVxlan) {
                vxlan.accept(arrivals, buffer, source, offset, length);
            } else {
                accept(offset, length);
            }
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
        for (Arrivals each : arrivalsOf) {
            each.close();
        }
        if (vxlan != null) {
            vxlan.close();
        }
        if (upcalls != null) {
            upcalls.close();
        }
    }

    @Override
    public String roleName() {
        return "ingress";
    }
}
