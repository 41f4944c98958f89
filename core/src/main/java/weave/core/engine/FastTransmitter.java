package weave.core.engine;

import org.agrona.DirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.FastHeartbeat;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.SegmentCutter;
import weave.core.udp.DatagramTarget;
import weave.core.udp.SendPath;
import weave.core.udp.UdpAddress;

/**
 * Packs frames in VXLAN for neighbours to which the fast datapath leads: what the kernel has left
 * to user space, each frame a datagram of its own. Part of egress's second half.
 */
final class FastTransmitter {
    private final Connections<FastPath> paths;
    private final DatagramTarget sender;

    private Connections.Table<FastPath> table;
    private ForwardingSnapshot snapshot;

    FastTransmitter(Connections<FastPath> paths, DatagramTarget sender) {
        this.paths = paths;
        this.sender = sender;
        table = paths.currentAcquire();
    }

    /** A duty cycle begins. */
    void begin(ForwardingSnapshot current) {
        snapshot = current;
        table = paths.currentAcquire();
    }

    /**
     * The path by which a frame goes to {@code hop}; {@code null} if it must go another way,
     * because another overlay has been chosen, it is too long, or a peer has no short id.
     */
    FastPath pathFor(long source, long destination, long hop, int frameLength) {
        FastPath path = table.byNeighbour(hop);
        if (path == null
                || !path.carries()
                || frameLength > path.frameLengthMax()
                || snapshot.shortId(source) == ForwardingSnapshot.NO_SHORT_ID
                || snapshot.shortId(destination) == ForwardingSnapshot.NO_SHORT_ID) {
            return null;
        }
        return path;
    }

    /** Packs a whole frame; the caller has made sure that there is room. */
    void append(
            FastPath path,
            long source,
            long destination,
            DirectBuffer buffer,
            int offset,
            int length) {
        int at = claim(source, destination, length);
        sender.buffer().putBytes(at + VxlanLayout.HEADER_LENGTH, buffer, offset, length);
        submit(path, at, length);
    }

    /** Packs the segments of a super-frame of ours. */
    void append(FastPath path, long destination, SegmentCutter cutter) {
        for (int i = 0; i < cutter.count(); i++) {
            int length = cutter.segmentLength(i);
            int at = claim(snapshot.self(), destination, length);
            cutter.write(i, sender.buffer(), at + VxlanLayout.HEADER_LENGTH);
            submit(path, at, length);
        }
    }

    /** A heartbeat for the neighbour; the path may be gone by now, or have no address yet. */
    void heartbeat(int id, int length, long connectionUid) {
        FastPath path = table.byId(id);
        if (path == null
                || path.remoteAddress() == UdpAddress.NONE
                || snapshot.shortId(path.remotePeer()) == ForwardingSnapshot.NO_SHORT_ID) {
            return;
        }
        int at = claim(snapshot.self(), path.remotePeer(), length);
        int frame = at + VxlanLayout.HEADER_LENGTH;
        FastHeartbeat.write(sender.buffer(), frame, length, connectionUid);
        submit(path, at, length);
    }

    private int claim(long source, long destination, int length) {
        int at = sender.claim(VxlanLayout.HEADER_LENGTH + length);
        int tunnelId =
                VxlanLayout.tunnelId(snapshot.shortId(source), snapshot.shortId(destination));
        VxlanLayout.write(sender.buffer(), at, tunnelId);
        return at;
    }

    private void submit(FastPath path, int at, int frameLength) {
        int length = VxlanLayout.HEADER_LENGTH + frameLength;
        path.counters().datagramSent(length);
        SendPath way = path.isEncrypted() ? SendPath.MARKED : SendPath.DONT_FRAGMENT;
        sender.submit(way, at, length, 0, 0, path.remoteAddress(), path.sourceIp(), path.id());
    }
}
