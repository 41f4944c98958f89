package weave.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameMemory;
import weave.core.frame.LeftChecksum;
import weave.core.frame.UncutFrame;
import weave.core.sleeve.SpecialFrame;
import weave.core.udp.UdpAddress;

/**
 * Takes frames out of VXLAN where no kernel does. Part of ingress: the mirror image of {@link
 * FastTransmitter}.
 *
 * <p>From a host on the same machine frames come with checksums that were left to a card, and
 * uncut; those are completed and cut, as nothing could tell the containers.
 *
 * <p>Nothing in VXLAN says who has sent it, and no packet filter stands before an uplink. So frames
 * are taken only from addresses to which a fast path in clear leads: with a password, that is from
 * nobody whose connection is encrypted. Heartbeats may come from anywhere, since they name a
 * connection by a number that only its ends know; they are how a neighbour's new address is found
 * out.
 */
final class VxlanReader {
    private static final int RECENT_BITS = 6;

    /** Before a frame, for a {@link weave.core.frame.VnetHeader}. */
    private static final int HEADROOM = 16;

    /** 2^32 divided by the golden ratio: addresses that follow on each other spread evenly. */
    private static final int MULTIPLIER = 0x9E37_79B1;

    private final TunnelFrames frames;

    /** Of all queues. */
    private final List<Connections<FastPath>> paths;

    private final List<Connections.Table<FastPath>> tables = new ArrayList<>();
    private final DataplaneCounters counters;
    private final int localMtu;

    private final UncutFrame uncut = new UncutFrame();
    private final FrameMemory cut = FrameMemory.onDemand(Limits.CUT_LENGTH_MAX);
    private final Arrivals arrivalsOfCut;

    /** Who has sent lately, by a hash of the address. */
    private final FastPath[] recent = new FastPath[1 << RECENT_BITS];

    VxlanReader(AgentParts parts) {
        frames = new TunnelFrames(parts);
        paths = parts.fastPathsOfAll();
        counters = parts.counters();
        localMtu = parts.localMtu();
        arrivalsOfCut = new Arrivals(parts, cut, false);
        for (Connections<FastPath> each : paths) {
            tables.add(each.currentAcquire());
        }
    }

    /** A duty cycle begins. */
    void begin(ForwardingSnapshot current, long nowNanos) {
        frames.begin(current);
        arrivalsOfCut.begin(current, nowNanos);
        for (int queue = 0; queue < tables.size(); queue++) {
            Connections.Table<FastPath> next = paths.get(queue).currentAcquire();
            if (next != tables.get(queue)) {
                tables.set(queue, next);
                Arrays.fill(recent, null);
            }
        }
    }

    /**
     * The neighbour from whom frames from an address would be taken; {@link
     * ForwardingSnapshot#NONE} if there is none.
     *
     * @param source a packed {@link UdpAddress}
     */
    long neighbourAt(long source) {
        FastPath path = pathFrom(UdpAddress.ip(source));
        return path == null ? ForwardingSnapshot.NONE : path.remotePeer();
    }

    /**
     * A datagram that came to VXLAN's port.
     *
     * @param arrivals of the memory in which it lies
     * @param buffer over that memory
     * @param source a packed {@link UdpAddress}
     */
    void accept(
            Arrivals arrivals, MutableDirectBuffer buffer, long source, int offset, int length) {
        int frame = offset + VxlanLayout.HEADER_LENGTH;
        int frameLength = length - VxlanLayout.HEADER_LENGTH;
        if (frameLength < Ethernet.HEADER_LENGTH || !VxlanLayout.hasTunnelId(buffer, offset)) {
            counters.increment(DataplaneCounter.VXLAN_MALFORMED);
            return;
        }
        int ip = UdpAddress.ip(source);
        FastPath path = pathFrom(ip);
        if (path != null) {
            path.counters().datagramReceived(length);
        } else if (!SpecialFrame.isSpecial(buffer, frame, frameLength)) {
            counters.increment(DataplaneCounter.RECEIVE_NO_CONNECTION);
            return;
        }
        counters.increment(DataplaneCounter.VXLAN_RECEIVED);
        int tunnelId = VxlanLayout.tunnelId(buffer, offset);
        boolean left = LeftChecksum.complete(buffer, frame, frameLength);
        if (left && uncut.wrap(buffer, frame, frameLength, localMtu)) {
            // Those before it go first.
            arrivals.flush();
            acceptCut(tunnelId, ip);
        } else {
            frames.accept(arrivals, buffer, tunnelId, ip, frame, frameLength);
        }
    }

    /** Each as if it had come alone. */
    private void acceptCut(int tunnelId, int ip) {
        int at = 0;
        for (int i = 0; i < uncut.count(); i++) {
            int length = uncut.length(i);
            if (at + HEADROOM + length > Limits.CUT_LENGTH_MAX) {
                arrivalsOfCut.flush();
                at = 0;
            }
            at += HEADROOM;
            uncut.write(i, cut.buffer(), at);
            frames.accept(arrivalsOfCut, cut.buffer(), tunnelId, ip, at, length);
            at += length;
        }
        arrivalsOfCut.flush();
    }

    /** The path in clear that leads to an address; {@code null} if none does. */
    private FastPath pathFrom(int ip) {
        int place = ip * MULTIPLIER >>> Integer.SIZE - RECENT_BITS;
        FastPath known = recent[place];
        if (known != null && leadsTo(known, ip)) {
            return known;
        }
        for (int queue = 0; queue < tables.size(); queue++) {
            Connections.Table<FastPath> table = tables.get(queue);
            for (int i = 0; i < table.count(); i++) {
                FastPath path = table.at(i);
                if (leadsTo(path, ip) && !path.isEncrypted()) {
                    recent[place] = path;
                    return path;
                }
            }
        }
        return null;
    }

    void close() {
        arrivalsOfCut.close();
        cut.close();
    }

    private static boolean leadsTo(FastPath path, int ip) {
        return UdpAddress.ip(path.remoteAddress()) == ip;
    }
}
