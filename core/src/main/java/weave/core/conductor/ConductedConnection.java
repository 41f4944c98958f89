package weave.core.conductor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import weave.core.engine.EngineQueue;
import weave.core.engine.SleeveConnection;
import weave.core.overlay.FrameCipher;
import weave.core.overlay.OverlayRequest;
import weave.core.sleeve.SleeveLayout;
import weave.core.sleeve.SpecialFrame;
import weave.core.sleeve.link.SleeveLink;
import weave.core.sleeve.link.SleeveLinkActions;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * One sleeve connection in the conductor's hands: the link's state machine, and how what it wants
 * done reaches egress, the agents' view and the mesh. After construction on the conductor's thread
 * only, but for {@link #isEstablished}.
 */
final class ConductedConnection implements Conducted, SleeveLinkActions {
    private static final Logger LOG = System.getLogger("weaved.sleeve");

    /** So that even a timer that is late meets the hour. */
    private static final long KEY_RENEWAL_NANOS = TimeUnit.MINUTES.toNanos(55);

    private static final long NEVER = Long.MAX_VALUE;
    private static final long KEY_RENEWAL_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SleeveConnection sleeve;
    private final EngineQueue queue;
    private final ControlMessenger messenger;
    private final SleeveLink link;
    private final CallState state = new CallState();
    private final long connectionUid;
    private final String logName;
    private final long keyRenewalNanos;
    private long renewKeyAtNanos = NEVER;
    private int loggedMtu;
    private boolean tooBig;
    private boolean stopped;
    private volatile boolean established;

    /**
     * Called on the control thread.
     *
     * @param cipher {@code null} in clear
     * @param queue to which the connection belongs
     */
    ConductedConnection(
            SleeveConnection sleeve,
            OverlayRequest request,
            FrameCipher cipher,
            int timeScale,
            EngineQueue queue,
            ControlMessenger messenger) {
        this.sleeve = sleeve;
        this.queue = queue;
        this.messenger = messenger;
        connectionUid = request.connectionUid();
        logName = "sleeve ->[" + request.remotePeer() + "(" + request.nickName() + ")]: ";
        // The neighbour listens on the port we dialled; its own dialling port says nothing.
        InetSocketAddress remote = request.outbound() ? request.remote() : null;
        sleeve.publishRemoteAddress(UdpAddress.pack(remote));
        link = new SleeveLink(this, connectionUid, remote, cipher != null, timeScale);
        boolean renews = cipher != null && cipher.renewsKeys();
        keyRenewalNanos = renews ? KEY_RENEWAL_NANOS / timeScale : NEVER;
    }

    @Override
    public int id() {
        return sleeve.id();
    }

    SleeveConnection sleeve() {
        return sleeve;
    }

    /** Any thread. */
    boolean isEstablished() {
        return established;
    }

    // --- What the mesh, the agents and the clock say.

    void confirm(long nowNanos) {
        if (keyRenewalNanos != NEVER) {
            renewKeyAtNanos = nowNanos + keyRenewalNanos;
        }
        link.confirm(nowNanos);
    }

    void control(int tag, byte[] payload, long nowNanos) {
        link.control(tag, payload, nowNanos);
    }

    void heartbeat(long uid, long from, long nowNanos) {
        link.heartbeatReceived(uid, UdpAddress.unpack(from), nowNanos);
    }

    void fragmentationTestArrived() {
        link.fragmentationTestReceived();
    }

    void probeArrived(int frameLength) {
        link.probeReceived(frameLength);
    }

    /** Before the last key is in use: the mesh makes a new connection, with new keys. */
    void keysSpent() {
        link.sendFailed("the encryption keys of this connection are used up");
    }

    /** The kernel is asked for the path MTU once per duty cycle, however many were too big. */
    void tooBig() {
        tooBig = true;
    }

    @Override
    public long deadlineNanos() {
        return tooBig ? Long.MIN_VALUE : Math.min(link.nextDeadlineNanos(), renewKeyAtNanos);
    }

    @Override
    public void onTimer(long nowNanos) {
        if (tooBig) {
            tooBig = false;
            askPathMtu(nowNanos);
        }
        if (renewKeyAtNanos <= nowNanos) {
            renewKey(nowNanos);
        }
        link.onTimer(nowNanos);
    }

    private void renewKey(long nowNanos) {
        boolean asked = queue.specials().offerNewKey(sleeve.id());
        queue.egressDoorbell().ring(state);
        renewKeyAtNanos = nowNanos + (asked ? keyRenewalNanos : KEY_RENEWAL_AGAIN_NANOS);
    }

    private void askPathMtu(long nowNanos) {
        int pathMtu = PathMtu.towards(state, sleeve.remoteAddress());
        if (pathMtu > 0) {
            link.pathMtu(pathMtu, nowNanos);
        } else {
            LOG.log(Level.DEBUG, logName + "no path MTU to be had, errno " + -pathMtu);
        }
    }

    void close() {
        if (!stopped) {
            stopped = true;
            link.stop();
            sleeve.counters().close();
        }
    }

    // --- What the link wants done.

    @Override
    public void sendHeartbeat() {
        special(SleeveLayout.DF, SpecialFrame.HEARTBEAT_LENGTH);
    }

    @Override
    public void sendFragmentationTest() {
        special(SleeveLayout.NON_DF, SpecialFrame.FRAGMENTATION_TEST_LENGTH);
    }

    @Override
    public void sendProbe(int frameLength) {
        special(SleeveLayout.DF, frameLength);
    }

    private void special(int path, int frameLength) {
        // A full ring means egress is far behind; the link's timers ask again.
        queue.specials().offer(sleeve.id(), path, frameLength, connectionUid);
        queue.egressDoorbell().ring(state);
    }

    @Override
    public void sendControl(int tag, byte[] payload) {
        messenger.sendControl(tag, payload);
    }

    @Override
    public void established() {
        established = true;
        messenger.established();
    }

    @Override
    public void failed(String reason) {
        messenger.failed(reason);
    }

    @Override
    public void remoteAddress(InetSocketAddress address) {
        long packed = UdpAddress.pack(address);
        if (sleeve.remoteAddress() != UdpAddress.NONE) {
            LOG.log(
                    Level.INFO,
                    logName + "peer UDP address changed to " + UdpAddress.format(packed));
        }
        sleeve.publishRemoteAddress(packed);
    }

    @Override
    public void mtuChanged(int innerMtu, int maxPayload) {
        if (innerMtu != loggedMtu) {
            loggedMtu = innerMtu;
            LOG.log(Level.INFO, logName + "effective MTU is " + innerMtu);
        }
        sleeve.publishPathLimits(innerMtu, maxPayload);
    }

    @Override
    public void fragmentationWorks(boolean works) {
        sleeve.publishFragments(works);
    }
}
