package weave.core.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import weave.core.udp.UdpAddress;

/**
 * The fast datapath to one neighbour, as the agents see it: where the VXLAN goes that user space
 * sends, and whether it is to be used. The conductor publishes, egress sends.
 */
public final class FastPath implements NeighbourConnection {
    private static final VarHandle REMOTE_ADDRESS = field("remoteAddress", long.class);
    private static final VarHandle CARRIES = field("carries", boolean.class);

    private final int id;
    private final long remotePeer;
    private final int sourceIp;
    private final int frameLengthMax;
    private final boolean encrypted;
    private final ConnectionCounters counters;

    @SuppressWarnings("unused") // through REMOTE_ADDRESS
    private long remoteAddress;

    @SuppressWarnings("unused") // through CARRIES
    private boolean carries;

    /**
     * @param sourceIp our address for its datagrams, 0 to let the kernel choose
     * @param frameLengthMax of the longest frame that it carries, in bytes
     * @param encrypted whether nothing may leave in clear
     */
    public FastPath(
            int id,
            long remotePeer,
            int sourceIp,
            int frameLengthMax,
            boolean encrypted,
            ConnectionCounters counters) {
        this.id = id;
        this.remotePeer = remotePeer;
        this.sourceIp = sourceIp;
        this.frameLengthMax = frameLengthMax;
        this.encrypted = encrypted;
        this.counters = counters;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public long remotePeer() {
        return remotePeer;
    }

    /** Our address for its datagrams, 0 to let the kernel choose. */
    int sourceIp() {
        return sourceIp;
    }

    int frameLengthMax() {
        return frameLengthMax;
    }

    boolean isEncrypted() {
        return encrypted;
    }

    public ConnectionCounters counters() {
        return counters;
    }

    /** Where the neighbour receives VXLAN, a packed {@link UdpAddress}. */
    public void publishRemoteAddress(long address) {
        REMOTE_ADDRESS.setRelease(this, address);
    }

    public long remoteAddress() {
        return (long) REMOTE_ADDRESS.getAcquire(this);
    }

    /** Whether frames for the neighbour go this way. */
    public void publishCarries(boolean chosen) {
        CARRIES.setRelease(this, chosen);
    }

    public boolean carries() {
        return (boolean) CARRIES.getAcquire(this);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(FastPath.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
