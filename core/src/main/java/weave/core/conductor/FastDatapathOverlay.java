package weave.core.conductor;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.agrona.concurrent.status.CountersManager;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.Engine;
import weave.core.engine.EngineQueue;
import weave.core.engine.FastPath;
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
 * told how. What the mesh sees of it. See docs/protocol/fastdp.md.
 */
public final class FastDatapathOverlay implements Overlay {
    /** The feature that names what weaved peers do beyond the original. */
    private static final String EXTENSIONS = "WeavedFastdp";

    private static final String QUICK = "quick-heartbeats";
    private static final int ETHERNET_HEADER_LENGTH = 14;

    private final CallState state = new CallState();
    private final int port;
    private final int mtu;
    private final int timeScale;
    private final Engine engine;
    private final Conductor conductor;
    private final FastDatapath datapath;
    private final ConnectionIds ids;
    private final CountersManager counters;
    private final Executor control;

    /**
     * @param port our control port
     * @param mtu of the containers, in bytes: the longest inner packet
     * @param timeScale divides the timers of the protocol
     * @param control runs what listeners are told: the control thread
     */
    public FastDatapathOverlay(
            int port,
            int mtu,
            int timeScale,
            Engine engine,
            Conductor conductor,
            FastDatapath datapath,
            ConnectionIds ids,
            CountersManager counters,
            Executor control) {
        this.port = port;
        this.mtu = mtu;
        this.timeScale = timeScale;
        this.engine = engine;
        this.conductor = conductor;
        this.datapath = datapath;
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
        return Map.of(EXTENSIONS, QUICK);
    }

    @Override
    public OverlayConnection prepare(OverlayRequest request, OverlayListener listener)
            throws OverlayException {
        if (!(request.remote().getAddress() instanceof Inet4Address)) {
            throw new OverlayException("fastdp needs IPv4, not " + request.remote());
        }
        if (request.sessionKey() != null) {
            throw new OverlayException("this kernel has no ESP to encrypt it");
        }
        int frameLengthMax = mtu + ETHERNET_HEADER_LENGTH;
        FastPath path =
                new FastPath(
                        ids.next(),
                        request.remotePeer().value(),
                        UdpAddress.ip(UdpAddress.pack(request.local())),
                        frameLengthMax,
                        new ConnectionCounters(counters, request.remotePeer().value(), "VXLAN "));
        path.publishRemoteAddress(remoteAddress(request));
        EngineQueue queue = engine.queueOf(request.remotePeer().value());
        ControlMessenger messenger = new ControlMessenger(control, listener);
        ConductedFastPath conducted =
                new ConductedFastPath(
                        path,
                        request,
                        frameLengthMax,
                        isQuick(request),
                        timeScale,
                        queue,
                        datapath,
                        messenger);
        return new FastOverlayConnection(conductor, state, conducted, messenger, datapath, mtu);
    }

    /** Beside the control port that was dialled; who was dialled takes its own for the other's. */
    private long remoteAddress(OverlayRequest request) {
        InetSocketAddress remote = request.remote();
        int controlPort = request.outbound() ? remote.getPort() : port;
        int ip = UdpAddress.ip(UdpAddress.pack(remote));
        return UdpAddress.pack(ip, controlPort + VxlanLayout.PORT_OFFSET);
    }

    private static boolean isQuick(OverlayRequest request) {
        String offered = request.features().getOrDefault(EXTENSIONS, "");
        return List.of(offered.split(" ")).contains(QUICK);
    }
}
