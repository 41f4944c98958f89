package weave.core.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.MutableDirectBuffer;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.core.sleeve.DatagramSink;
import weave.core.sleeve.SleeveDecoder;
import weave.core.sleeve.SleeveEncoder;
import weave.core.sleeve.SleeveLayout;
import weave.core.udp.DatagramTarget;
import weave.core.udp.SendPath;
import weave.core.udp.UdpAddress;

/**
 * A sleeve connection to one neighbour, as the agents see it. Three owners: egress has the encoder,
 * ingress the decoder, and the conductor publishes what it finds out about the path.
 */
public final class SleeveConnection implements DatagramSink, NeighbourConnection {
    private static final VarHandle REMOTE_ADDRESS = field("remoteAddress", long.class);
    private static final VarHandle PATH_LIMITS = field("pathLimits", long.class);
    private static final VarHandle FRAGMENTS = field("fragments", boolean.class);

    private final int id;
    private final long remotePeer;
    private final int sourceIp;
    private final DatagramTarget sender;
    private final SleeveEncoder encoder;
    private final SleeveDecoder decoder;
    private final ConnectionCounters counters;
    private final boolean leavesChecksums;

    @SuppressWarnings("unused") // through REMOTE_ADDRESS; written by the conductor
    private long remoteAddress;

    @SuppressWarnings("unused") // through PATH_LIMITS; written by the conductor
    private long pathLimits;

    @SuppressWarnings("unused") // through FRAGMENTS; written by the conductor
    private boolean fragments;

    /** The limit the encoder works with; egress. */
    private int maxPayload;

    /** Whether a datagram is open in this duty cycle; egress. */
    private boolean open;

    /**
     * @param id never used twice in the life of a process
     * @param sourceIp our address for its datagrams, 0 to let the kernel choose
     * @param sealer {@code null} in clear
     * @param opener {@code null} in clear
     * @param leavesChecksums whether both ends leave the TCP checksums of their frames to the
     *     kernel of the receiving container
     */
    public SleeveConnection(
            int id,
            long self,
            long remotePeer,
            int sourceIp,
            DatagramTarget sender,
            FrameSealer sealer,
            FrameOpener opener,
            boolean leavesChecksums,
            ConnectionCounters counters) {
        this.id = id;
        this.remotePeer = remotePeer;
        this.sourceIp = sourceIp;
        this.sender = sender;
        this.counters = counters;
        this.leavesChecksums = leavesChecksums;
        encoder = new SleeveEncoder(self, sealer, this);
        decoder = new SleeveDecoder(opener);
        publishPathLimits(SleeveLayout.MTU_INITIAL, SleeveLayout.PAYLOAD_MAX);
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public long remotePeer() {
        return remotePeer;
    }

    /** Whether records may be marked {@link SleeveLayout#MARK_PARTIAL_CHECKSUM}. */
    boolean leavesChecksums() {
        return leavesChecksums;
    }

    public ConnectionCounters counters() {
        return counters;
    }

    // --- What the conductor publishes.

    /** Where the neighbour's datagrams are to go, a packed {@link UdpAddress}. */
    public void publishRemoteAddress(long address) {
        REMOTE_ADDRESS.setRelease(this, address);
    }

    /**
     * @param mtu the largest inner IP packet that travels whole, in bytes
     * @param maxPayload the largest UDP payload that the path carries with DF, in bytes
     */
    public void publishPathLimits(int mtu, int maxPayload) {
        PATH_LIMITS.setRelease(this, (long) mtu << Integer.SIZE | maxPayload);
    }

    /** Whether the path carries fragments of datagrams without DF. */
    public void publishFragments(boolean carried) {
        FRAGMENTS.setRelease(this, carried);
    }

    public long remoteAddress() {
        return (long) REMOTE_ADDRESS.getAcquire(this);
    }

    public int mtu() {
        return (int) ((long) PATH_LIMITS.getAcquire(this) >>> Integer.SIZE);
    }

    public int maxPayload() {
        return (int) (long) PATH_LIMITS.getAcquire(this);
    }

    public boolean carriesFragments() {
        return (boolean) FRAGMENTS.getAcquire(this);
    }

    // --- Ingress.

    SleeveDecoder decoder() {
        return decoder;
    }

    // --- Egress.

    /** The encoder, at the present limit of the path. */
    SleeveEncoder encoder() {
        int limit = maxPayload();
        if (limit != maxPayload) {
            maxPayload = limit;
            encoder.maxPayload(limit);
        }
        return encoder;
    }

    /** A new key from the next datagram on; false if the connection's keys run out. */
    boolean renewKey() {
        return encoder.renewKey();
    }

    /** Marks that a datagram may be open; whether it was the first time in this duty cycle. */
    boolean markOpen() {
        boolean first = !open;
        open = true;
        return first;
    }

    void flush() {
        open = false;
        encoder.flush();
    }

    @Override
    public MutableDirectBuffer buffer() {
        return sender.buffer();
    }

    @Override
    public int claim(int lengthMax) {
        return sender.claim(lengthMax);
    }

    @Override
    public void submit(int path, int offset, int headLength, long tailAddress, int tailLength) {
        long destination = remoteAddress();
        if (destination == UdpAddress.NONE) {
            sender.release(offset);
            return;
        }
        counters.datagramSent(headLength + tailLength);
        sender.submit(
                path == SleeveLayout.NON_DF ? SendPath.FRAGMENTABLE : SendPath.DONT_FRAGMENT,
                offset,
                headLength,
                tailAddress,
                tailLength,
                destination,
                sourceIp,
                id);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(SleeveConnection.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
