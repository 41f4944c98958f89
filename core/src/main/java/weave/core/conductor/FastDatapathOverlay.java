package weave.core.conductor;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.agrona.concurrent.status.CountersManager;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.Engine;
import weave.core.engine.EngineQueue;
import weave.core.engine.FastPath;
import weave.core.fastdp.EspPath;
import weave.core.fastdp.VxlanLayout;
import weave.core.overlay.Overlay;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayException;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * The fast datapath: frames in VXLAN, which the kernel carries without us as far as it has been
 * told how, or our agents where an uplink goes past it. What the mesh sees of it. See
 * docs/protocol/fastdp.md.
 */
public final class FastDatapathOverlay implements Overlay {
    /** The feature that names what weaved peers do beyond the original. */
    private static final String EXTENSIONS = "WeavedFastdp";

    private static final String QUICK = "quick-heartbeats";
    private static final String RENEWING = "renewed-keys";
    private static final String IN_USER_SPACE = "user-space";
    private static final int ETHERNET_HEADER_LENGTH = 14;

    private final CallState state = new CallState();
    private final int port;
    private final int mtu;
    private final int timeScale;
    private final Engine engine;
    private final Conductor conductor;
    private final FastCarrier carrier;

    /** {@code null} where nothing is ever encrypted. */
    private final EspTunnels tunnels;

    private final ConnectionIds ids;
    private final CountersManager counters;
    private final Executor control;

    /**
     * @param port our control port
     * @param mtu of the containers, in bytes: the longest inner packet
     * @param timeScale divides the timers of the protocol
     * @param tunnels encrypts connections with a session key; {@code null} if there are none such
     * @param control runs what listeners are told: the control thread
     */
    public FastDatapathOverlay(
            int port,
            int mtu,
            int timeScale,
            Engine engine,
            Conductor conductor,
            FastCarrier carrier,
            EspTunnels tunnels,
            ConnectionIds ids,
            CountersManager counters,
            Executor control) {
        this.port = port;
        this.mtu = mtu;
        this.timeScale = timeScale;
        this.engine = engine;
        this.conductor = conductor;
        this.carrier = carrier;
        this.tunnels = tunnels;
        this.ids = ids;
        this.counters = counters;
        this.control = control;
    }

    @Override
    public String name() {
        return "fastdp";
    }

    @Override
    public Map<String, String> features() {
        List<String> extensions = new ArrayList<>();
        extensions.add(QUICK);
        if (tunnels != null && tunnels.isWorking()) {
            extensions.add(RENEWING);
        }
        if (carrier.isUserSpace()) {
            extensions.add(IN_USER_SPACE);
        }
        return Map.of(EXTENSIONS, String.join(" ", extensions));
    }

    @Override
    public OverlayConnection prepare(OverlayRequest request, OverlayListener listener)
            throws OverlayException {
        if (!(request.remote().getAddress() instanceof Inet4Address)) {
            throw new OverlayException("fastdp needs IPv4, not " + request.remote());
        }
        checkEncryption(request);
        checkUserSpace(request);
        FastPath path = path(request);
        EngineQueue queue = engine.queueOf(request.remotePeer().value());
        ControlMessenger messenger = new ControlMessenger(control, listener);
        ConductedFastPath conducted =
                new ConductedFastPath(
                        path,
                        request,
                        frameLengthMax(),
                        offers(request, QUICK),
                        timeScale,
                        queue,
                        carrier,
                        messenger);
        if (request.sessionKey() != null) {
            conducted.encryptBy(tunnel(request, path, messenger, conducted));
        }
        ConnectionCommands commands = new ConnectionCommands(conductor, state, messenger);
        return new FastOverlayConnection(commands, conducted, carrier, mtu);
    }

    private FastPath path(OverlayRequest request) {
        long remotePeer = request.remotePeer().value();
        FastPath path =
                new FastPath(
                        ids.next(),
                        remotePeer,
                        UdpAddress.ip(UdpAddress.pack(request.local())),
                        frameLengthMax(),
                        request.sessionKey() != null,
                        new ConnectionCounters(counters, remotePeer, "VXLAN "));
        path.publishRemoteAddress(remoteAddress(request));
        return path;
    }

    private int frameLengthMax() {
        return mtu + ETHERNET_HEADER_LENGTH;
    }

    private void checkEncryption(OverlayRequest request) throws OverlayException {
        if (request.sessionKey() != null) {
            if (tunnels == null) {
                throw new OverlayException("nothing is there to encrypt it");
            }
            tunnels.check();
        }
    }

    private void checkUserSpace(OverlayRequest request) throws OverlayException {
        if (carrier.isUserSpace() && offers(request, IN_USER_SPACE)) {
            throw new OverlayException("both ends are in user space, where sleeve is less work");
        }
        int udpPort = UdpAddress.port(remoteAddress(request));
        if (!carrier.receivesAt(udpPort)) {
            throw new OverlayException("the neighbour sends VXLAN to port " + udpPort);
        }
    }

    private EspTunnel tunnel(
            OverlayRequest request,
            FastPath path,
            ControlMessenger messenger,
            ConductedFastPath conducted) {
        long remote = path.remoteAddress();
        EspPath between =
                new EspPath(
                        UdpAddress.ip(UdpAddress.pack(request.local())),
                        UdpAddress.ip(remote),
                        UdpAddress.port(remote),
                        request.connectionUid());
        CallState ringer = new CallState();
        return new EspTunnel(
                tunnels,
                between,
                request,
                offers(request, RENEWING),
                messenger,
                new EspTunnel.Owner() {
                    @Override
                    public void ready() {
                        conductor.command(ringer, () -> conducted.encrypted(System.nanoTime()));
                    }

                    @Override
                    public void failed(String reason) {
                        // What the connection before has left does not go on: sleeve carries.
                        carrier.carry(path.remotePeer(), false);
                        messenger.failed(reason);
                    }
                });
    }

    /** Beside the control port that was dialled; who was dialled takes its own for the other's. */
    private long remoteAddress(OverlayRequest request) {
        InetSocketAddress remote = request.remote();
        int controlPort = request.outbound() ? remote.getPort() : port;
        int ip = UdpAddress.ip(UdpAddress.pack(remote));
        return UdpAddress.pack(ip, controlPort + VxlanLayout.PORT_OFFSET);
    }

    private static boolean offers(OverlayRequest request, String extension) {
        String offered = request.features().getOrDefault(EXTENSIONS, "");
        return List.of(offered.split(" ")).contains(extension);
    }
}
