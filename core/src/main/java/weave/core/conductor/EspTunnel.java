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
    private boolean newestInUse;
    private String lastRefusal = "";
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
        tunnels.tell(() -> {
            if (!stopped) {
                receive();
            }
        });
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

    private void receive() {
        try {
            receiveAnew();
            tunnels.later(this::check, tunnels.checkSeconds());
        } catch (EspException e) {
            fail(e);
        }
    }

    /** What refuses a new key takes nothing from the one in use: the next check tries again. */
    private void renew() {
        try {
            receiveAnew();
            lastRefusal = "";
        } catch (EspException refused) {
            if (!refused.getMessage().equals(lastRefusal)) {
                lastRefusal = refused.getMessage();
                warn("the key stays: " + lastRefusal);
            }
        }
    }

    /** Chooses how we are sent to, and tells the neighbour. */
    private void receiveAnew() throws EspException {
        byte[] nonce = tunnels.keys().nonce();
        byte[] key = tunnels.keys().derive(sessionKey, nonce, tunnels.self());
        try {
            int spi = kernel.receive(path, key);
            inbound.addLast(spi);
            checksOfNewest = 0;
            newestInUse = false;
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
            fail(e);
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
            return;
        }
        long arrived = kernel.arrived(path, inbound.getLast());
        checksOfNewest++;
        if (newestInUse) {
            while (inbound.size() > 1) {
                kernel.stopReceiving(path, inbound.removeFirst());
            }
        }
        // What was on its way under the former key when the new one came into use may still come.
        newestInUse = arrived > 0;
        boolean isOld = checksOfNewest * tunnels.checkSeconds() >= tunnels.renewalSeconds();
        if (renews && newestInUse && (isOld || arrived >= RENEWAL_PACKETS)) {
            renew();
        }
    }

    private void fail(EspException why) {
        warn(why.getMessage());
        owner.failed("encryption: " + why.getMessage());
    }

    private void warn(String what) {
        String peer = request.remotePeer() + "(" + request.nickName() + ")";
        LOG.log(Level.WARNING, "fastdp ->[" + peer + "]: encryption: " + what);
    }
}
