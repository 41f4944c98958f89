package weave.core.engine;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.forward.ArpTables;
import weave.core.forward.Forwarder;
import weave.core.forward.MacTables;
import weave.core.forward.Verdict;
import weave.core.frame.Arp;
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
 * whose each is, open it, and for every frame in it learn, decide, deliver or pass on.
 */
public final class IngressAgent implements Agent, RecordHandler {
    private final CallState state;
    private final Endpoint endpoint;
    private final DatagramReceiver receiver;
    private final MutableDirectBuffer buffer;
    private final Deliverer deliverer;
    private final ForwardingTable routes;
    private final SleeveConnections connections;
    private final MacTables macs;
    private final ArpTables arps;
    private final HandOver handOver;
    private final EventRing events;
    private final Doorbell conductor;
    private final DataplaneCounters counters;

    // What this duty cycle works with.
    private SleeveConnections.Table table;
    private ForwardingSnapshot snapshot;
    private long nowNanos;
    private long sweptNanos;

    // What the datagram at hand is.
    private SleeveConnection connection;
    private long source;

    // Whether the frame at hand has a TCP checksum that was left to us.
    private boolean partial;

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
        deliverer =
                new Deliverer(
                        parts.port(),
                        receiver.memory(),
                        parts.localMtu(),
                        parts.tuning().offloads(),
                        state,
                        counters);
        snapshot = routes.currentAcquire();
        sweptNanos = System.nanoTime();
    }

    @Override
    public int doWork() {
        nowNanos = System.nanoTime();
        table = connections.currentAcquire();
        refreshSnapshot();
        int received = receiver.receive(state, endpoint.mainFd());
        for (int i = 0; i < received; i++) {
            accept(i);
        }
        deliverer.flush();
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
        counters.increment(DataplaneCounter.FRAMES_RECEIVED);
        partial = connection.leavesChecksums() && SleeveLayout.isMarkedPartial(sourcePeer);
        long source = partial ? SleeveLayout.unmarked(sourcePeer) : sourcePeer;
        long destinationMac = Ethernet.destination(buffer, offset);
        boolean isLocal = macs.isLocal(destinationMac);
        long verdict = Forwarder.decideReceived(snapshot, source, destinationPeer, isLocal);
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
                learn(sourcePeer, offset, length);
                deliver(sourcePeer, offset, length, false);
            }
            case Verdict.DELIVER_AND_FLOOD -> {
                learn(sourcePeer, offset, length);
                flood(sourcePeer, offset, length);
                deliver(sourcePeer, offset, length, true);
            }
            case Verdict.DROP_UNKNOWN_PEER ->
                    counters.increment(DataplaneCounter.RECEIVE_UNKNOWN_PEER);
            default -> counters.increment(DataplaneCounter.RECEIVE_LOOPED);
        }
    }

    /** Whose ARP is told by another MAC than its own teaches nothing. */
    private void learn(long sourcePeer, int offset, int length) {
        long mac = Ethernet.source(buffer, offset);
        macs.learnRemote(mac, sourcePeer, nowNanos);
        if (Arp.isArp(buffer, offset, length) && Arp.senderMac(buffer, offset) == mac) {
            long ip = Arp.senderIp(buffer, offset);
            if (ip != 0) {
                arps.learnRemote(ip, mac, nowNanos);
            }
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
        deliverer.close();
    }

    @Override
    public String roleName() {
        return "ingress";
    }
}
