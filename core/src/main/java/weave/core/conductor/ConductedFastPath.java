package weave.core.conductor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import weave.core.engine.EngineQueue;
import weave.core.engine.FastPath;
import weave.core.fastdp.FastLink;
import weave.core.fastdp.FastLinkActions;
import weave.core.overlay.OverlayRequest;
import weave.core.sleeve.link.Deadline;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * The fast datapath of one connection in the conductor's hands: the link's state machine, and how
 * what it wants done reaches egress, the kernel and the mesh. After construction on the conductor's
 * thread only, but for {@link #isEstablished}.
 */
final class ConductedFastPath implements Conducted, FastLinkActions {
    private static final Logger LOG = System.getLogger("weaved.fastdp");
    private static final byte[] NOTHING = {};

    /**
     * So long may the kernel go on as for the connection before this one, until it turns out that
     * frames go another way.
     */
    private static final long INHERITED_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final FastPath path;
    private final EngineQueue queue;
    private final FastCarrier carrier;
    private final ControlMessenger messenger;
    private final FastLink link;
    private final CallState state = new CallState();
    private final Deadline inherited = new Deadline();
    private final long connectionUid;
    private final String logName;
    private boolean stopped;
    private volatile boolean established;

    /** {@code null} if frames go in clear. */
    private EspTunnel tunnel;

    /**
     * @param path with the address to begin with
     * @param quick whether both sides beat quickly
     */
    ConductedFastPath(
            FastPath path,
            OverlayRequest request,
            int frameLengthMax,
            boolean quick,
            int timeScale,
            EngineQueue queue,
            FastCarrier carrier,
            ControlMessenger messenger) {
        this.path = path;
        this.queue = queue;
        this.carrier = carrier;
        this.messenger = messenger;
        connectionUid = request.connectionUid();
        logName = "fastdp ->[" + request.remotePeer() + "(" + request.nickName() + ")]: ";
        int ip = UdpAddress.ip(path.remoteAddress());
        link = new FastLink(this, connectionUid, ip, frameLengthMax, quick, timeScale);
    }

    /** Frames are to be encrypted; said before anything else is. */
    void encryptBy(EspTunnel chosen) {
        tunnel = chosen;
    }

    /** {@code null} if frames go in clear; any thread. */
    EspTunnel tunnel() {
        return tunnel;
    }

    @Override
    public int id() {
        return path.id();
    }

    FastPath path() {
        return path;
    }

    long connectionUid() {
        return connectionUid;
    }

    /** Any thread. */
    boolean isEstablished() {
        return established;
    }

    // --- What the mesh, ingress and the clock say.

    void confirm(long nowNanos) {
        inherited.set(nowNanos + INHERITED_NANOS);
        if (tunnel == null) {
            begin(nowNanos);
        } else {
            tunnel.confirm();
        }
    }

    /** Nothing leaves in clear any more. */
    void encrypted(long nowNanos) {
        if (!stopped) {
            begin(nowNanos);
        }
    }

    /** Frames may go to the neighbour's address; before, not even those that others inherit. */
    private void begin(long nowNanos) {
        carrier.neighbour(path.remotePeer(), path.remoteAddress(), tunnel != null);
        link.confirm(nowNanos);
    }

    void control(int tag, long nowNanos) {
        link.control(tag, nowNanos);
    }

    void heartbeat(int length, int fromIp, long nowNanos) {
        if (tunnel != null && fromIp != tunnel.remoteIp()) {
            return; // Only what comes from there is encrypted.
        }
        link.heartbeatReceived(connectionUid, length, fromIp, nowNanos);
    }

    void carry(boolean carries) {
        path.publishCarries(carries);
        carrier.carry(path.remotePeer(), carries);
    }

    @Override
    public long deadlineNanos() {
        return Math.min(link.nextDeadlineNanos(), inherited.atNanos());
    }

    @Override
    public void onTimer(long nowNanos) {
        if (inherited.fires(nowNanos) && !path.carries()) {
            carrier.carry(path.remotePeer(), false);
        }
        link.onTimer(nowNanos);
    }

    /**
     * @param succeeded whether another connection to the same neighbour has taken its place
     */
    void close(boolean succeeded) {
        if (!stopped) {
            stopped = true;
            link.stop();
            inherited.clear();
            path.publishCarries(false);
            path.counters().close();
            if (!succeeded) {
                carrier.forget(path.remotePeer());
            }
            if (tunnel != null) {
                tunnel.close();
            }
        }
    }

    // --- What the link wants done.

    @Override
    public void sendHeartbeat(int length) {
        // A full ring means egress is far behind; the link's timers ask again.
        queue.specials().offerFastHeartbeat(path.id(), length, connectionUid);
        queue.egressDoorbell().ring(state);
    }

    @Override
    public void sendControl(int tag) {
        messenger.sendControl(tag, NOTHING);
    }

    @Override
    public void established() {
        established = true;
        messenger.established();
    }

    @Override
    public void unhealthy(String reason) {
        LOG.log(Level.INFO, logName + reason);
        messenger.unhealthy(reason);
    }

    @Override
    public void recovered() {
        LOG.log(Level.INFO, logName + "heartbeats get through again");
        messenger.recovered();
    }

    @Override
    public void remoteIp(int ip) {
        long address = UdpAddress.pack(ip, UdpAddress.port(path.remoteAddress()));
        LOG.log(
                Level.INFO,
                logName + "peer VXLAN address changed to " + UdpAddress.format(address));
        path.publishRemoteAddress(address);
        carrier.neighbour(path.remotePeer(), address, tunnel != null);
    }
}
