package weave.core.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.engine.DataplaneCounter;
import weave.core.engine.Limits;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Two dataplanes and no mesh: a fixed snapshot, and control messages handed over in memory. */
@Privileged
@ParameterizedClass
@ValueSource(ints = {1, 2, 4})
class TwoDataplanesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int PORT = 6783;
    private static final long CONNECTION_UID = 0x1122_3344_5566_7788L;

    @TempDir Path folder;

    private final Tuning tuning;

    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private NetworkNamespace hostA;
    private NetworkNamespace hostB;
    private Side a;
    private Side b;

    TwoDataplanesTest(int queues) {
        tuning = Tuning.builder().queues(queues).build();
    }

    /** One host: its TAP carries the address itself, there is no bridge and no container. */
    private final class Side implements OverlayListener, AutoCloseable {
        private final PeerName name;
        private final List<TapPort> tap;
        private final Dataplane dataplane;
        private OverlayConnection connection;
        private volatile Side other;
        private volatile boolean established;

        Side(NetworkNamespace host, int number, int other) throws Exception {
            name = new PeerName(number);
            ForwardingTable routes = new ForwardingTable(ForwardingSnapshot.alone(number));
            tap = host.call(() -> TapPort.open("tap0", tuning, Limits.FRAME_SLOT_LENGTH));
            DataplaneConfig config =
                    new DataplaneConfig(
                            name, null, PORT, 1376, folder.resolve("counters" + number), tuning, 1);
            dataplane = host.call(() -> Dataplane.start(config, tap, routes, null));
            routes.publishRelease(
                    new ForwardingSnapshot.Builder(1, number)
                            .route(other, other)
                            .broadcast(number, new long[] {other})
                            .build());
            host.ip("addr add 10.32.0." + number + "/24 dev tap0");
            host.ip("link set tap0 up mtu 1376");
        }

        void connect(Side to, boolean outbound, String local, String remote) throws Exception {
            other = to;
            OverlayRequest request =
                    new OverlayRequest(
                            to.name,
                            "peer",
                            CONNECTION_UID,
                            outbound,
                            new InetSocketAddress(InetAddress.getByName(local), PORT),
                            new InetSocketAddress(InetAddress.getByName(remote), PORT),
                            null,
                            Map.of());
            connection = dataplane.sleeve(null, control).prepare(request, this);
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

        @Override
        public void close() {
            dataplane.close();
            tap.forEach(TapPort::close);
        }
    }

    @BeforeEach
    void twoHosts() throws Exception {
        hostA = NetworkNamespace.create("a");
        hostB = NetworkNamespace.create("b");
        NetworkNamespace.join(hostA, "up0", hostB, "up0");
        hostA.ip("addr add 10.99.0.1/24 dev up0");
        hostB.ip("addr add 10.99.0.2/24 dev up0");
        hostA.ip("link set up0 up");
        hostB.ip("link set up0 up");
        a = new Side(hostA, 1, 2);
        b = new Side(hostB, 2, 1);
        control.submit(
                        () -> {
                            a.connect(b, true, "10.99.0.1", "10.99.0.2");
                            b.connect(a, false, "10.99.0.2", "10.99.0.1");
                            a.connection.confirm();
                            b.connection.confirm();
                            return null;
                        })
                .get();
    }

    @AfterEach
    void remove() throws Exception {
        control.submit(
                        () -> {
                            a.connection.stop();
                            b.connection.stop();
                        })
                .get();
        a.close();
        b.close();
        control.shutdown();
        assertTrue(control.awaitTermination(10, TimeUnit.SECONDS));
        hostA.close();
        hostB.close();
    }

    @Test
    void shouldEstablishFindThePathMtuAndCarryTraffic() {
        Await.until("both established", LONG, () -> a.established && b.established);
        Await.until(
                "path MTU found on both sides",
                LONG,
                () -> a.connection.status().mtu() == 1438 && b.connection.status().mtu() == 1438);

        assertEquals(0, hostA.run("ping", "-c", "3", "-i", "0.2", "-W", "2", "10.32.0.2").exit());
        assertTrue(b.dataplane.read(DataplaneCounter.FRAMES_INJECTED) >= 3);
        assertEquals(0, b.dataplane.read(DataplaneCounter.RECEIVE_UNKNOWN_PEER));
    }
}
