package weave.kernel.vxlan;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import weave.core.control.ForwardingSnapshot;
import weave.core.overlay.OverlayTraffic;
import weave.linux.bpf.BpfMap;

/**
 * The peers and by which neighbours they are reached, as the programs see it. Only what differs is
 * written. One thread, but for {@link #traffic}.
 */
final class PeerEntries implements AutoCloseable {
    private static final int NOBODY = 0;
    private static final long NO_ROUTE = ForwardingSnapshot.NONE;

    /** A neighbour, connected or until lately. */
    private static final class Neighbour {
        final int index;
        int ip;
        int device;
        int mark;
        DirectWay way = DirectWay.NONE;
        boolean carries;
        boolean forgotten;
        int timesForgotten;

        Neighbour(int index) {
            this.index = index;
        }
    }

    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(JAVA_INT);
    private final MemorySegment value = arena.allocate(DatapathMaps.NEIGHBOUR_LENGTH, Long.BYTES);
    private final DatapathMaps maps;
    private final Map<Long, Neighbour> neighbours = new HashMap<>();
    private final BitSet freeIndexes = new BitSet(DatapathMaps.NEIGHBOURS);

    /** The next ones are given away first, so that one that has become free rests for a while. */
    private int lastIndex = NOBODY;

    /** What is programmed: the next hop of each short id, -1 where the peer is not known. */
    private final int[] nextHops = new int[DatapathMaps.PEERS];

    /** Whose short id each is; {@link ForwardingSnapshot#NONE} where nobody's. */
    private final long[] principals = new long[DatapathMaps.PEERS];

    /** Those that were lost since the last {@link #age}, and before; what they had goes on. */
    private BitSet fading = new BitSet();

    private BitSet faded = new BitSet();

    private volatile ForwardingSnapshot snapshot;

    PeerEntries(DatapathMaps maps, ForwardingSnapshot first) {
        this.maps = maps;
        snapshot = first;
        freeIndexes.set(1, DatapathMaps.NEIGHBOURS);
        readProgrammed();
    }

    /** What a predecessor has programmed stays until we know better. */
    private void readProgrammed() {
        for (int shortId = 0; shortId < DatapathMaps.PEERS; shortId++) {
            key.set(JAVA_INT, 0, shortId);
            maps.peers().lookup(key, value);
            boolean known = value.get(JAVA_INT, DatapathMaps.PEER_KNOWN) != 0;
            int hop = value.get(JAVA_INT, DatapathMaps.PEER_NEXT_HOP);
            nextHops[shortId] = known ? hop : -1;
            freeIndexes.clear(hop);
            if (hop > NOBODY) {
                sendByDevice(hop);
            }
        }
    }

    /** Whether it may still leave by another way is not known. */
    private void sendByDevice(int index) {
        key.set(JAVA_INT, 0, index);
        maps.neighbours().lookup(key, value);
        if (value.get(JAVA_INT, DatapathMaps.NEIGHBOUR_LINK) != 0) {
            value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_LINK, 0);
            maps.neighbours().update(key, value);
        }
    }

    /** The short id that frames for a peer name; {@link ForwardingSnapshot#NO_SHORT_ID} if none. */
    int shortIdOf(long peer) {
        int shortId = snapshot.shortId(peer);
        boolean isMeant =
                shortId != ForwardingSnapshot.NO_SHORT_ID && snapshot.principal(shortId) == peer;
        return isMeant ? shortId : ForwardingSnapshot.NO_SHORT_ID;
    }

    /**
     * A neighbour at an address, behind a device of ours, with a mark for what goes to it; by the
     * device until there is a {@link #way}.
     */
    void neighbour(long peer, int ip, int device, int mark) {
        Neighbour neighbour = neighbours.computeIfAbsent(peer, _ -> new Neighbour(freeIndex()));
        if (neighbour.ip != ip) {
            neighbour.way = DirectWay.NONE;
        }
        neighbour.ip = ip;
        neighbour.device = device;
        neighbour.mark = mark;
        neighbour.forgotten = false;
        write(neighbour);
        program();
    }

    /** How frames to a neighbour leave past the device, unless they have a mark. */
    void way(long peer, DirectWay way) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null && !neighbour.way.equals(way)) {
            neighbour.way = way;
            write(neighbour);
        }
    }

    void carry(long peer, boolean carries) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null && neighbour.carries != carries) {
            neighbour.carries = carries;
            write(neighbour);
        }
    }

    /** A device of ours has been made anew. */
    void moveDevice(int from, int to) {
        for (Neighbour neighbour : neighbours.values()) {
            if (neighbour.device == from) {
                neighbour.device = to;
                write(neighbour);
            }
        }
    }

    /**
     * The connection is gone; what it carried goes on until {@link #drop}.
     *
     * @return how often that has happened
     */
    int forget(long peer) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour == null) {
            return 0;
        }
        neighbour.forgotten = true;
        return ++neighbour.timesForgotten;
    }

    /**
     * Nothing goes to a forgotten neighbour any more, unless it was back meanwhile.
     *
     * @param times as {@link #forget} has returned
     */
    void drop(long peer, int times) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null && neighbour.forgotten && neighbour.timesForgotten == times) {
            neighbours.remove(peer);
            neighbour.carries = false;
            write(neighbour);
            freeIndexes.set(neighbour.index);
            program();
        }
    }

    /** Nothing that a predecessor has programmed, and we have not, is of use any more. */
    void dropAdopted() {
        boolean[] ours = new boolean[DatapathMaps.NEIGHBOURS];
        neighbours.values().forEach(neighbour -> ours[neighbour.index] = true);
        for (int shortId = 0; shortId < DatapathMaps.PEERS; shortId++) {
            if (nextHops[shortId] > NOBODY && !ours[nextHops[shortId]]) {
                writePeer(shortId, snapshot.principal(shortId) != ForwardingSnapshot.NONE, NOBODY);
            }
        }
        for (int index = 1; index < DatapathMaps.NEIGHBOURS; index++) {
            if (!ours[index]) {
                freeIndexes.set(index);
            }
        }
    }

    /**
     * New routes or short ids.
     *
     * @return the short ids that meant another peer before, {@code null} if none
     */
    boolean[] routes(ForwardingSnapshot next) {
        snapshot = next;
        boolean[] reassigned = new boolean[DatapathMaps.PEERS];
        boolean isAny = false;
        for (int shortId = 0; shortId < DatapathMaps.PEERS; shortId++) {
            long before = principals[shortId];
            long principal = next.principal(shortId);
            // Whoever is gone may come back to it, but not who has another one by now.
            boolean isLeft = principal == ForwardingSnapshot.NONE && hasAnother(before, shortId);
            if (before != principal && (principal != ForwardingSnapshot.NONE || isLeft)) {
                reassigned[shortId] = before != ForwardingSnapshot.NONE;
                isAny |= reassigned[shortId];
                principals[shortId] = principal;
            }
        }
        program();
        return isAny ? reassigned : null;
    }

    private boolean hasAnother(long peer, int shortId) {
        int current = snapshot.shortId(peer);
        return current != ForwardingSnapshot.NO_SHORT_ID && current != shortId;
    }

    /**
     * To be called from time to time: those that were lost before the last call are not sent to any
     * more.
     */
    void age() {
        BitSet over = faded;
        faded = fading;
        fading = new BitSet();
        over.stream()
                .forEach(shortId -> {
                    boolean known = snapshot.principal(shortId) != ForwardingSnapshot.NONE;
                    writePeer(shortId, known, NOBODY);
                });
    }

    private void program() {
        for (int shortId = 0; shortId < DatapathMaps.PEERS; shortId++) {
            program(shortId);
        }
    }

    private void program(int shortId) {
        long peer = snapshot.principal(shortId);
        boolean known = peer != ForwardingSnapshot.NONE;
        long next = known && peer != snapshot.self() ? snapshot.nextHop(peer) : NO_ROUTE;
        Neighbour hop = neighbours.get(next);
        boolean isLost = hop == null && next == NO_ROUTE && peer != snapshot.self();
        if (hop == null && peer != snapshot.self() && goesOn(nextHops[shortId], isLost)) {
            if (isLost && !faded.get(shortId)) {
                fading.set(shortId);
            }
            return;
        }
        fading.clear(shortId);
        faded.clear(shortId);
        writePeer(shortId, known, hop == null ? NOBODY : hop.index);
    }

    /**
     * Whether what goes to an index still does: it is a forgotten neighbour's or a predecessor's,
     * or the peer is lost from sight, as those behind a neighbour are that has just come back.
     */
    private boolean goesOn(int index, boolean isLost) {
        if (index <= NOBODY) {
            return false;
        }
        for (Neighbour neighbour : neighbours.values()) {
            if (neighbour.index == index) {
                return neighbour.forgotten || isLost;
            }
        }
        return !freeIndexes.get(index);
    }

    private void writePeer(int shortId, boolean known, int hop) {
        int programmed = known ? hop : -1;
        if (nextHops[shortId] == programmed) {
            return;
        }
        nextHops[shortId] = programmed;
        key.set(JAVA_INT, 0, shortId);
        value.set(JAVA_INT, DatapathMaps.PEER_KNOWN, known ? 1 : 0);
        value.set(JAVA_INT, DatapathMaps.PEER_NEXT_HOP, known ? hop : NOBODY);
        maps.peers().update(key, value);
    }

    private void write(Neighbour neighbour) {
        key.set(JAVA_INT, 0, neighbour.index);
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_IP, neighbour.ip);
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_MARK, neighbour.mark);
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_DEVICE, neighbour.device);
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_CARRIES, neighbour.carries ? 1 : 0);
        writeWay(neighbour.mark == 0 ? neighbour.way : DirectWay.NONE, neighbour.ip);
        maps.neighbours().update(key, value);
    }

    private void writeWay(DirectWay way, int ip) {
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_LINK, way.link());
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_SOURCE, way.source());
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_NEXT_HOP, way.nextHop());
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_PORT, way.udpPort());
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_LENGTH_MAX, way.lengthMax());
        value.set(JAVA_INT, DatapathMaps.NEIGHBOUR_SUM, way.sum(ip));
    }

    /** There are as many as peers can have short ids, and so never too few. */
    private int freeIndex() {
        int next = freeIndexes.nextSetBit(lastIndex + 1);
        lastIndex = next < 0 ? freeIndexes.nextSetBit(0) : next;
        freeIndexes.clear(lastIndex);
        return lastIndex;
    }

    /** What the kernel alone has carried to and from a peer. */
    synchronized OverlayTraffic traffic(long peer) {
        int shortId = shortIdOf(peer);
        if (shortId == ForwardingSnapshot.NO_SHORT_ID) {
            return OverlayTraffic.NONE;
        }
        try (Arena own = Arena.ofConfined()) {
            BpfMap traffic = maps.traffic();
            MemorySegment index = own.allocate(JAVA_INT);
            index.set(JAVA_INT, 0, shortId);
            MemorySegment counts = own.allocate(traffic.valueLength(), Long.BYTES);
            int processors = traffic.valueLength() / DatapathMaps.TRAFFIC_LENGTH;
            if (!traffic.lookup(index, counts)) {
                return OverlayTraffic.NONE;
            }
            return new OverlayTraffic(
                    sum(counts, processors, DatapathMaps.SENT_FRAMES),
                    sum(counts, processors, DatapathMaps.SENT_BYTES),
                    sum(counts, processors, DatapathMaps.RECEIVED_FRAMES),
                    sum(counts, processors, DatapathMaps.RECEIVED_BYTES));
        }
    }

    private static long sum(MemorySegment counts, int processors, int offset) {
        long sum = 0;
        for (int i = 0; i < processors; i++) {
            sum += counts.get(JAVA_LONG, (long) i * DatapathMaps.TRAFFIC_LENGTH + offset);
        }
        return sum;
    }

    @Override
    public void close() {
        arena.close();
    }
}
