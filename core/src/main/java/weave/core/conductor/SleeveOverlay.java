package weave.core.conductor;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.agrona.concurrent.status.CountersManager;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.Engine;
import weave.core.engine.EngineQueue;
import weave.core.engine.SleeveConnection;
import weave.core.overlay.FrameCipher;
import weave.core.overlay.FrameCipherFactory;
import weave.core.overlay.Overlay;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayException;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * Sleeve: frames in UDP datagrams, on the port of the mesh. What the mesh sees of it; the work is
 * the conductor's and the agents'. See docs/protocol/sleeve.md.
 */
public final class SleeveOverlay implements Overlay {
    /** The feature that names what weaved peers leave to each other's kernels. */
    private static final String OFFLOADS = "WeavedOffloads";

    private static final String PARTIAL_CHECKSUM = "partial-checksum";

    private final CallState state = new CallState();
    private final PeerName self;
    private final int timeScale;
    private final boolean offloads;
    private final Engine engine;
    private final Conductor conductor;
    private final ConnectionIds ids;
    private final CountersManager counters;
    private final FrameCipherFactory ciphers;
    private final Executor control;

    /**
     * @param timeScale divides every timer of the protocol
     * @param offloads whether checksums may be left to others
     * @param control runs what listeners are told: the control thread
     */
    public SleeveOverlay(
            PeerName self,
            int timeScale,
            boolean offloads,
            Engine engine,
            Conductor conductor,
            ConnectionIds ids,
            CountersManager counters,
            FrameCipherFactory ciphers,
            Executor control) {
        this.self = self;
        this.timeScale = timeScale;
        this.offloads = offloads;
        this.engine = engine;
        this.conductor = conductor;
        this.ids = ids;
        this.counters = counters;
        this.ciphers = ciphers;
        this.control = control;
    }

    @Override
    public String name() {
        return "sleeve";
    }

    @Override
    public Map<String, String> features() {
        Map<String, String> features = new HashMap<>(ciphers.features());
        if (offloads) {
            features.put(OFFLOADS, PARTIAL_CHECKSUM);
        }
        return features;
    }

    @Override
    public OverlayConnection prepare(OverlayRequest request, OverlayListener listener)
            throws OverlayException {
        if (!(request.remote().getAddress() instanceof Inet4Address)) {
            throw new OverlayException("sleeve needs IPv4, not " + request.remote());
        }
        FrameCipher cipher = request.sessionKey() == null ? null : ciphers.create(self, request);
        EngineQueue queue = engine.queueOf(request.remotePeer().value());
        SleeveConnection sleeve = connection(request, cipher, queue);
        ControlMessenger messenger = new ControlMessenger(control, listener);
        ConductedConnection conducted =
                new ConductedConnection(sleeve, request, cipher, timeScale, queue, messenger);
        ConnectionCommands commands = new ConnectionCommands(conductor, state, messenger);
        return new SleeveOverlayConnection(commands, conducted, cipher);
    }

    private SleeveConnection connection(
            OverlayRequest request, FrameCipher cipher, EngineQueue queue) {
        long remotePeer = request.remotePeer().value();
        return new SleeveConnection(
                ids.next(),
                self.value(),
                remotePeer,
                sourceIp(request.local()),
                queue.sender(),
                cipher == null ? null : cipher.sealer(),
                cipher == null ? null : cipher.opener(),
                leavesChecksums(request),
                new ConnectionCounters(counters, remotePeer, ""));
    }

    /** Both ends must know the mark; an original peer ignores the feature. */
    private boolean leavesChecksums(OverlayRequest request) {
        String offered = request.features().getOrDefault(OFFLOADS, "");
        return offloads && List.of(offered.split(" ")).contains(PARTIAL_CHECKSUM);
    }

    /** Datagrams leave from the address at which the neighbour reached us, or we it. */
    private static int sourceIp(InetSocketAddress local) {
        return UdpAddress.ip(UdpAddress.pack(local));
    }
}
