package weave.core.conductor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import weave.core.fastdp.EspException;
import weave.core.fastdp.EspKernel;
import weave.core.fastdp.EspParameters;
import weave.core.fastdp.EspPath;
import weave.core.fastdp.FastControl;
import weave.core.overlay.OverlayRequest;

/**
 * The encryption of one connection's fast datapath. Each side chooses, as receiver, how it is sent
 * to, and tells the other side; between peers that both know how, it chooses anew after some time
 * or after very many packets, and takes what comes by the former key until the new one is in use.
 * So do those who find their keys gone from the kernel, or that nothing more arrives.
 *
 * <pre>
 *   us                                             neighbour
 *   key, SPI: ready to receive
 *      ---- SECURITY_ASSOCIATION(nonce, SPI) ---->  sends under it from now on
 *      <---- SECURITY_ASSOCIATION(nonce, SPI) ----  key, SPI: ready to receive
 *   sends under it from now on: heartbeats may start
 * </pre>
 *
 * <p>On the thread of {@link EspTunnels} after construction, but for the methods that say so.
 */
final class EspTunnel {
    private static final Logger LOG = System.getLogger("weaved.fastdp");

    static final long RENEWAL_PACKETS = 1L << 31;

    /**
     * Heartbeats come several times a second: so many checks without a packet say that the
     * neighbour may have lost the key.
     */
    static final int SILENT_CHECKS_MAX = 2;

    /** What refuses the first key, such as a lock on the packet filter, may pass. */
    static final int FURTHER_TRIES = 2;

    /** Whose tunnel it is; told on the thread of {@link EspTunnels}. */
    interface Owner {
        /** What leaves is encrypted now; told once. */
        void ready();

        /** Nothing can be encrypted. */
        void failed(String reason);
    }

    private final EspTunnels tunnels;
    private final EspKernel kernel;
    private final EspPath path;
    private final OverlayRequest request;
    private final byte[] sessionKey;
    private final boolean renews;
    private final ControlMessenger messenger;
    private final Owner owner;

    /** SPIs under which we receive, the newest last. */
    private final Deque<Integer> inbound = new ArrayDeque<>();

    /** SPIs under which we send and have sent, the newest last. */
    private final Deque<Integer> outbound = new ArrayDeque<>();

    private long checksOfNewest;

    /** By the newest, at the last check; more than 0 says that it is in use. */
    private long arrivedBefore;

    private int silentChecks;
    private String lastWarning = "";
    private boolean stopped;

    /**
     * @param request with a session key
     * @param renews whether both sides know how to choose new keys
     */
    EspTunnel(
            EspTunnels tunnels,
            EspPath path,
            OverlayRequest request,
            boolean renews,
            ControlMessenger messenger,
            Owner owner) {
        this.tunnels = tunnels;
        this.kernel = tunnels.kernel();
        this.path = path;
        this.request = request;
        this.sessionKey = request.sessionKey().clone();
        this.renews = renews;
        this.messenger = messenger;
        this.owner = owner;
    }

    int remoteIp() {
        return path.remoteIp();
    }

    /** The mesh has accepted the connection. Any thread. */
    void confirm() {
        tunnels.tell(() -> receive(FURTHER_TRIES));
    }

    /**
     * The neighbour says how to send. Any thread.
     *
     * @param payload untrusted
     */
    void parameters(byte[] payload) {
        tunnels.tell(() -> {
            if (!stopped) {
                send(payload);
            }
        });
    }

    /**
     * What is in the kernel stays as long as its datapath goes on with what this connection has
     * carried; said after the datapath was told to forget it. Any thread.
     */
    void close() {
        tunnels.tell(() -> {
            stopped = true;
            Arrays.fill(sessionKey, (byte) 0);
        });
        tunnels.afterGrace(() -> kernel.close(path));
    }

    /** Until the first key is in place, nothing leaves at all. */
    private void receive(int triesLeft) {
        if (stopped) {
            return;
        }
        try {
            receiveAnew();
            tunnels.later(this::check, tunnels.checkSeconds());
        } catch (EspException e) {
            if (triesLeft == 0) {
                fail(e);
            } else {
                warnOnce("trying again: " + e.getMessage());
                tunnels.later(() -> receive(triesLeft - 1), tunnels.checkSeconds());
            }
        }
    }

    /** What refuses a new key takes nothing from the one in use: the next check tries again. */
    private void renew() {
        try {
            receiveAnew();
        } catch (EspException refused) {
            warnOnce("the key stays: " + refused.getMessage());
        }
    }

    /** Chooses how we are sent to, and tells the neighbour. */
    private void receiveAnew() throws EspException {
        byte[] nonce = tunnels.keys().nonce();
        byte[] key = tunnels.keys().derive(sessionKey, nonce, tunnels.self());
        try {
            int spi = kernel.receive(path, key);
            inbound.addLast(spi);
            lastWarning = "";
            checksOfNewest = 0;
            silentChecks = 0;
            arrivedBefore = 0;
            byte[] told = new EspParameters(nonce, spi).toBytes();
            messenger.sendControl(FastControl.SECURITY_ASSOCIATION, told);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private void send(byte[] payload) {
        try {
            EspParameters parameters = EspParameters.of(payload);
            if (!outbound.isEmpty() && !renews) {
                return; // Told once is all that the original knows of.
            }
            byte[] key =
                    tunnels.keys().derive(sessionKey, parameters.nonce(), request.remotePeer());
            try {
                kernel.send(path, parameters.spi(), key);
            } finally {
                Arrays.fill(key, (byte) 0);
            }
            outbound.addLast(parameters.spi());
            if (outbound.size() == 1) {
                owner.ready();
            }
        } catch (EspException e) {
            if (outbound.isEmpty() || !renews) {
                fail(e);
            } else {
                warn("the former key stays in use: " + e.getMessage());
            }
        }
    }

    /** From time to time: are there keys to be renewed, or such that are of no use any more? */
    private void check() {
        if (stopped) {
            return;
        }
        while (outbound.size() > 1) {
            kernel.stopSending(path, outbound.removeFirst());
        }
        try {
            checkInbound();
        } catch (EspException e) {
            fail(e);
            return;
        }
        tunnels.later(this::check, tunnels.checkSeconds());
    }

    private void checkInbound() throws EspException {
        if (inbound.isEmpty()) {
            // They were taken out of the kernel, and it refused others.
            renew();
            return;
        }
        long arrived = arrivedByNewest();
        if (arrived < 0) {
            return;
        }
        checksOfNewest++;
        silentChecks = arrived == arrivedBefore ? silentChecks + 1 : 0;
        // What was on its way under the former key when the new one came into use may still come.
        if (arrivedBefore > 0) {
            while (inbound.size() > 1) {
                kernel.stopReceiving(path, inbound.removeFirst());
            }
        }
        arrivedBefore = arrived;
        if (renews && isDue(arrived)) {
            if (arrived == 0) {
                // The neighbour could not take it, and sends by the one before.
                kernel.stopReceiving(path, inbound.removeLast());
            }
            renew();
        }
    }

    /** Whose neighbour has lost the key, or could not take it, gets another one in time. */
    private boolean isDue(long arrived) {
        boolean isOld = checksOfNewest * tunnels.checkSeconds() >= tunnels.renewalSeconds();
        if (arrived == 0) {
            return isOld && inbound.size() > 1;
        }
        return isOld || arrived >= RENEWAL_PACKETS || silentChecks >= SILENT_CHECKS_MAX;
    }

    /** Less than 0 if somebody has taken the keys out of the kernel: others follow. */
    private long arrivedByNewest() throws EspException {
        try {
            return kernel.arrived(path, inbound.getLast());
        } catch (EspException gone) {
            if (!renews) {
                throw gone;
            }
            warn("keys are renewed: " + gone.getMessage());
            while (!inbound.isEmpty()) {
                kernel.stopReceiving(path, inbound.removeFirst());
            }
            renew();
            return -1;
        }
    }

    private void fail(EspException why) {
        warn(why.getMessage());
        owner.failed("encryption: " + why.getMessage());
    }

    /** The same again and again is said once, until there is a new key. */
    private void warnOnce(String what) {
        if (!what.equals(lastWarning)) {
            lastWarning = what;
            warn(what);
        }
    }

    private void warn(String what) {
        String peer = request.remotePeer() + "(" + request.nickName() + ")";
        LOG.log(Level.WARNING, "fastdp ->[" + peer + "]: encryption: " + what);
    }
}
