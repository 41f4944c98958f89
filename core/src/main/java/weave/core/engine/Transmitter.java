package weave.core.engine;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.frame.FrameClass;
import weave.core.frame.FrameMemory;
import weave.core.frame.GatherBatch;
import weave.core.frame.PartialChecksum;
import weave.core.frame.SegmentCutter;
import weave.core.frame.VnetHeader;
import weave.core.port.FramePort;
import weave.core.sleeve.FragmentationNeeded;
import weave.core.sleeve.Fragmenter;
import weave.core.sleeve.PathDecision;
import weave.core.sleeve.SleeveEncoder;
import weave.core.sleeve.SleeveLayout;
import weave.core.udp.DatagramTarget;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * Packs frames for a next hop: cuts super-frames, completes checksums, fragments or answers what is
 * too big for the path. Egress's second half.
 */
final class Transmitter {
    private static final int ANSWER_OFFSET = 64;
    private static final int ANSWER_SLOT_LENGTH = 256;

    /** Connections that may have a datagram open at a time. */
    private static final int OPEN_MAX = 256;

    private final SegmentCutter cutter = new SegmentCutter();
    private final Fragmenter fragmenter = new Fragmenter();
    private final SegmentPacker packer;
    private final FrameMemory segment = new FrameMemory(1, Limits.FRAME_SLOT_LENGTH);
    private final FrameMemory answer = new FrameMemory(1, ANSWER_SLOT_LENGTH);
    private final GatherBatch answers = new GatherBatch(1);
    private final SleeveConnection[] open = new SleeveConnection[OPEN_MAX];
    private final Connections<SleeveConnection> connections;
    private final FastTransmitter fast;
    private final DatagramTarget sender;
    private final HandOver handOver;
    private final FramePort port;
    private final CallState state;
    private final DataplaneCounters counters;

    private Connections.Table<SleeveConnection> table;
    private ForwardingSnapshot snapshot;
    private int openCount;
    private long datagramsSent;
    private long bytesSent;

    Transmitter(AgentParts parts) {
        connections = parts.connections();
        sender = parts.sender();
        port = parts.port();
        handOver = parts.fromEgress();
        packer = new SegmentPacker(cutter, sender);
        state = parts.egressState();
        counters = parts.counters();
        table = connections.currentAcquire();
        fast = new FastTransmitter(parts.fastPaths(), sender);
    }

    /** A duty cycle begins. */
    void begin(ForwardingSnapshot current) {
        snapshot = current;
        table = connections.currentAcquire();
        fast.begin(current);
    }

    /**
     * A frame from the local port, its vnet header before it.
     *
     * @param memory where it lies until the next {@link #flush}
     */
    void captured(
            long destination,
            long hop,
            FrameMemory memory,
            int offset,
            int length,
            boolean flooded) {
        MutableDirectBuffer buffer = memory.buffer();
        if (VnetHeader.isSuperFrame(buffer, offset)) {
            superFrame(destination, hop, memory, offset, length, flooded);
        } else if (PartialChecksum.complete(buffer, offset, length)) {
            complete(snapshot.self(), destination, hop, buffer, offset, length, flooded);
        } else {
            counters.increment(DataplaneCounter.CAPTURED_MALFORMED);
        }
    }

    /** A frame that is whole, from us or passing through. */
    void complete(
            long source,
            long destination,
            long hop,
            DirectBuffer buffer,
            int offset,
            int length,
            boolean flooded) {
        FastPath fastPath = fast.pathFor(source, destination, hop, length);
        if (fastPath != null) {
            makeRoom();
            fast.append(fastPath, source, destination, buffer, offset, length);
            countFast(1);
            return;
        }
        SleeveConnection connection = connection(hop);
        if (connection == null) {
            return;
        }
        int decision = decide(connection, FrameClass.of(buffer, offset, length), length, flooded);
        switch (decision) {
            case PathDecision.SEND_DF, PathDecision.SEND_NON_DF -> {
                int path = path(decision);
                markOpen(connection);
                boolean fits =
                        connection
                                .encoder()
                                .append(path, source, destination, buffer, offset, length);
                count(fits ? DataplaneCounter.FRAMES_SENT : DataplaneCounter.SEND_TOO_BIG);
            }
            case PathDecision.FRAGMENT ->
                    fragment(connection, source, destination, buffer, offset, length);
            case PathDecision.ANSWER_TOO_BIG ->
                    answerTooBig(connection, source, destination, buffer, offset, length);
            case PathDecision.DROP_NO_ADDRESS -> count(DataplaneCounter.SEND_NO_ADDRESS);
            default -> count(DataplaneCounter.SEND_TOO_BIG);
        }
    }

    /** Decided once for all segments, by the longest of them. */
    private void superFrame(
            long destination,
            long hop,
            FrameMemory memory,
            int offset,
            int length,
            boolean flooded) {
        MutableDirectBuffer buffer = memory.buffer();
        int segments = cutter.wrap(buffer, offset, length);
        if (segments == 0) {
            count(DataplaneCounter.CAPTURED_MALFORMED);
            return;
        }
        FastPath fastPath =
                fast.pathFor(snapshot.self(), destination, hop, cutter.segmentLengthMax());
        if (fastPath != null) {
            makeRoom();
            fast.append(fastPath, destination, cutter);
            countFast(segments);
            return;
        }
        SleeveConnection connection = connection(hop);
        if (connection == null) {
            return;
        }
        int frameClass = FrameClass.of(buffer, offset, length);
        int decision = decide(connection, frameClass, cutter.segmentLengthMax(), flooded);
        switch (decision) {
            case PathDecision.SEND_DF, PathDecision.SEND_NON_DF ->
                    cut(connection, path(decision), destination, memory, segments);
            case PathDecision.FRAGMENT -> cutAndFragment(connection, destination, segments);
            case PathDecision.ANSWER_TOO_BIG ->
                    answerTooBig(connection, snapshot.self(), destination, buffer, offset, length);
            case PathDecision.DROP_NO_ADDRESS -> count(DataplaneCounter.SEND_NO_ADDRESS);
            default -> count(DataplaneCounter.SEND_TOO_BIG);
        }
    }

    private void cut(
            SleeveConnection connection,
            int path,
            long destination,
            FrameMemory memory,
            int segments) {
        markOpen(connection);
        int packed = packer.pack(connection, path, snapshot.self(), destination, memory);
        counters.add(DataplaneCounter.FRAMES_SENT, packed);
        if (packed < segments) {
            counters.add(DataplaneCounter.SEND_TOO_BIG, segments - packed);
        }
    }

    private void cutAndFragment(SleeveConnection connection, long destination, int segments) {
        MutableDirectBuffer buffer = segment.buffer();
        for (int i = 0; i < segments; i++) {
            int length = cutter.segmentLength(i);
            cutter.write(i, buffer, 0);
            fragment(connection, snapshot.self(), destination, buffer, 0, length);
        }
    }

    private void fragment(
            SleeveConnection connection,
            long source,
            long destination,
            DirectBuffer buffer,
            int offset,
            int length) {
        int pieces = fragmenter.wrap(buffer, offset, length, connection.mtu());
        if (pieces == 0) {
            count(DataplaneCounter.SEND_TOO_BIG);
            return;
        }
        count(DataplaneCounter.FRAMES_FRAGMENTED);
        SleeveEncoder encoder = connection.encoder();
        markOpen(connection);
        for (int i = 0; i < pieces; i++) {
            int at = encoder.claim(SleeveLayout.DF, source, destination, fragmenter.frameLength(i));
            if (at < 0) {
                count(DataplaneCounter.SEND_TOO_BIG);
                return;
            }
            fragmenter.write(i, sender.buffer(), at);
            count(DataplaneCounter.FRAMES_SENT);
        }
    }

    /** As if it came from the destination: into the local port, or back through the mesh. */
    private void answerTooBig(
            SleeveConnection connection,
            long source,
            long destination,
            DirectBuffer buffer,
            int offset,
            int length) {
        MutableDirectBuffer to = answer.buffer();
        int answerLength =
                FragmentationNeeded.write(
                        buffer, offset, length, connection.mtu(), to, ANSWER_OFFSET);
        if (answerLength == 0) {
            count(DataplaneCounter.SEND_TOO_BIG);
            return;
        }
        count(DataplaneCounter.FRAMES_ANSWERED_TOO_BIG);
        if (source == snapshot.self()) {
            VnetHeader.clear(to, ANSWER_OFFSET);
            answers.clear();
            answers.append(ANSWER_OFFSET, answerLength);
            port.transmit(state, answer, answers);
            return;
        }
        long hop = snapshot.nextHop(source);
        if (handOver.isOwn(hop)) {
            complete(destination, source, hop, to, ANSWER_OFFSET, answerLength, false);
        } else if (!handOver.relay(destination, source, hop, to, ANSWER_OFFSET, answerLength)) {
            count(DataplaneCounter.HAND_OVER_OVERFLOW);
        }
    }

    /** A special frame leaves at once and alone; its connection may be gone by now. */
    void special(int connectionId, int path, int length, long connectionUid) {
        SleeveConnection connection = table.byId(connectionId);
        if (connection == null || connection.remoteAddress() == UdpAddress.NONE) {
            return;
        }
        makeRoom();
        long neighbour = connection.remotePeer();
        connection.encoder().appendSpecial(path, snapshot.self(), neighbour, length, connectionUid);
    }

    /** The same for the fast datapath's. */
    void fastHeartbeat(int connectionId, int length, long connectionUid) {
        makeRoom();
        fast.heartbeat(connectionId, length, connectionUid);
    }

    /** A new key for a connection, which may be gone by now; false if its keys run out. */
    boolean renewKey(int connectionId) {
        SleeveConnection connection = table.byId(connectionId);
        return connection == null || connection.renewKey();
    }

    /** The end of a duty cycle: all that is open is closed, all that waits is sent. */
    void flush() {
        flushOpen();
        sender.flush();
        if (sender.datagramsSent() != datagramsSent) {
            counters.add(DataplaneCounter.DATAGRAMS_SENT, sender.datagramsSent() - datagramsSent);
            counters.add(DataplaneCounter.BYTES_SENT, sender.bytesSent() - bytesSent);
            datagramsSent = sender.datagramsSent();
            bytesSent = sender.bytesSent();
        }
    }

    private void flushOpen() {
        for (int i = 0; i < openCount; i++) {
            open[i].flush();
            open[i] = null;
        }
        openCount = 0;
    }

    private SleeveConnection connection(long hop) {
        if (hop == ForwardingSnapshot.NONE) {
            count(DataplaneCounter.SEND_NO_ROUTE);
            return null;
        }
        SleeveConnection connection = table.byNeighbour(hop);
        if (connection == null) {
            count(DataplaneCounter.SEND_NO_CONNECTION);
        }
        return connection;
    }

    private int decide(
            SleeveConnection connection, int frameClass, int frameLength, boolean flooded) {
        return PathDecision.decide(
                connection.remoteAddress() != UdpAddress.NONE,
                frameClass,
                frameLength,
                connection.mtu(),
                flooded,
                connection.carriesFragments());
    }

    private static int path(int decision) {
        return decision == PathDecision.SEND_DF ? SleeveLayout.DF : SleeveLayout.NON_DF;
    }

    private void markOpen(SleeveConnection connection) {
        if (openCount == open.length) {
            flush();
        }
        makeRoom();
        if (connection.markOpen()) {
            open[openCount++] = connection;
        }
    }

    /** For all that may become of one captured frame, and so for a special one, too. */
    private void makeRoom() {
        if (!sender.hasRoom(Limits.CUT_LENGTH_MAX, Limits.CUT_DATAGRAMS_MAX)) {
            flush();
        }
    }

    private void countFast(int frames) {
        counters.add(DataplaneCounter.FRAMES_SENT, frames);
        counters.add(DataplaneCounter.FRAMES_SENT_FAST, frames);
    }

    private void count(DataplaneCounter counter) {
        counters.increment(counter);
    }

    void close() {
        segment.close();
        answer.close();
    }
}
