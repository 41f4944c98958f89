package weave.core.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.dataplane.Dataplane;
import weave.core.dataplane.DataplaneConfig;
import weave.core.engine.Limits;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.core.udp.Uplink;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;

/**
 * Sleeve between the dataplanes of two hosts and no mesh: fixed snapshots, and control messages
 * handed over in memory. A host's TAP carries its address of the overlay itself, there is no bridge
 * and no container.
 *
 * <pre>
 *   10.32.0.1 tap0 ─ dataplane ─ 10.99.0.1 ─── 10.99.0.2 ─ dataplane ─ tap0 10.32.0.2
 * </pre>
 */
public final class SleevePair {
    public static final int PORT = 6783;

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int INNER_MTU = 1376;
    private static final int PATH_MTU = 1438;
    private static final long CONNECTION_UID = 0x1122_3344_5566_7788L;

    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private final Path folder;
    private final Tuning tuning;
    private final Side left;
    private final Side right;

    /** One host. */
    private final class Side implements OverlayListener {
        private final int number;
        private final List<TapPort> tap;
        private final Dataplane dataplane;
        private OverlayConnection connection;
        private volatile Side other;
        private volatile boolean established;

        Side(NetworkNamespace host, int number, List<? extends Uplink> uplinks) throws Exception {
            this.number = number;
            int otherNumber = 3 - number;
            ForwardingTable routes = new ForwardingTable(ForwardingSnapshot.alone(number));
            tap = host.call(() -> TapPort.open("tap0", tuning, Limits.FRAME_SLOT_LENGTH));
            DataplaneConfig config =
                    new DataplaneConfig(
                            new PeerName(number),
                            null,
                            PORT,
                            false,
                            INNER_MTU,
                            folder.resolve("counters" + number),
                            tuning,
                            1);
            dataplane = host.call(() -> Dataplane.start(config, tap, uplinks, routes, null));
            routes.publishRelease(
                    new ForwardingSnapshot.Builder(1, number)
                            .route(otherNumber, otherNumber)
                            .broadcast(number, new long[] {otherNumber})
                            .build());
            host.ip("addr add 10.32.0." + number + "/24 dev tap0");
            host.ip("link set tap0 up mtu " + INNER_MTU);
        }

        void connect(Side to, boolean outbound) throws Exception {
            other = to;
            OverlayRequest request =
                    new OverlayRequest(
                            new PeerName(to.number),
                            "peer",
                            CONNECTION_UID,
                            outbound,
                            address(),
                            to.address(),
                            null,
                            Map.of());
            connection = dataplane.sleeve(null, control).prepare(request, this);
        }

        private InetSocketAddress address() throws Exception {
            return new InetSocketAddress(InetAddress.getByName("10.99.0." + number), PORT);
        }

        boolean hasFoundPathMtu() {
            return established && connection.status().mtu() == PATH_MTU;
        }

        @Override
        public void established() {
            established = true;
        }

        @Override
        public void failed(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void unhealthy(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void recovered() {
            throw new AssertionError();
        }

        @Override
        public void sendControl(int tag, byte[] payload) {
            other.connection.control(tag, payload);
        }

        void close() {
            dataplane.close();
            tap.forEach(TapPort::close);
        }
    }

    /**
     * Connects two hosts that have their addresses.
     *
     * @param folder for counters
     * @param leftUplinks one for each queue, or none
     */
    public SleevePair(
            NetworkNamespace leftHost,
            NetworkNamespace rightHost,
            Path folder,
            Tuning tuning,
            List<? extends Uplink> leftUplinks,
            List<? extends Uplink> rightUplinks)
            throws Exception {
        this.folder = folder;
        this.tuning = tuning;
        left = new Side(leftHost, 1, leftUplinks);
        right = new Side(rightHost, 2, rightUplinks);
        control.submit(
                        () -> {
                            left.connect(right, true);
                            right.connect(left, false);
                            left.connection.confirm();
                            right.connection.confirm();
                            return null;
                        })
                .get();
    }

    /** Waits until both have found what the path carries. */
    public void awaitPathMtu() {
        Await.until(
                "path MTU found on both sides",
                LONG,
                () -> left.hasFoundPathMtu() && right.hasFoundPathMtu());
    }

    public Dataplane left() {
        return left.dataplane;
    }

    public Dataplane right() {
        return right.dataplane;
    }

    /** Ends connections and dataplanes; the hosts stay. */
    public void remove() throws Exception {
        control.submit(
                        () -> {
                            left.connection.stop();
                            right.connection.stop();
                        })
                .get();
        left.close();
        right.close();
        control.shutdown();
        assertTrue(control.awaitTermination(10, TimeUnit.SECONDS));
    }
}
