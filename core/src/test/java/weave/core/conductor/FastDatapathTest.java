package weave.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.Engine;
import weave.core.engine.FastPath;
import weave.core.fakes.MemoryPort;
import weave.core.fastdp.FastControl;
import weave.core.fastdp.KernelDatapath;
import weave.core.fastdp.KernelDatapathStatus;
import weave.core.fastdp.UpcallPort;
import weave.core.overlay.OverlayRequest;
import weave.core.overlay.OverlayTraffic;
import weave.core.peer.PeerName;
import weave.core.tuning.Tuning;
import weave.core.udp.Endpoint;
import weave.core.udp.UdpAddress;
import weave.testkit.Await;

/** What the kernel is told of a connection, in virtual time. */
class FastDatapathTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final long SECOND = 1_000_000_000;
    private static final long PEER = 2;
    private static final int IP = 0x7F000001;
    private static final int FRAME_LENGTH = 1390;
    private static final int LATER_SECONDS = 600;

    private final Kernel kernel = new Kernel();
    private final ForwardingTable routes = new ForwardingTable(ForwardingSnapshot.alone(1));
    private final Tuning tuning = Tuning.builder().queues(1).build();
    private final List<Endpoint> endpoints = Endpoint.open(IP, 0, tuning);
    private final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(ByteBuffer.allocateDirect(256 * 1024)),
                    new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)));
    private final Engine engine =
            new Engine(
                    1,
                    List.of(new MemoryPort()),
                    null,
                    1500,
                    tuning,
                    endpoints,
                    List.of(),
                    routes,
                    counters);
    private final FastDatapath datapath = new FastDatapath(kernel, routes);
    private int connections;

    @AfterEach
    void close() {
        datapath.close();
        engine.close();
        endpoints.forEach(Endpoint::close);
    }

    private ConductedFastPath connection() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 6783);
        FastPath path =
                new FastPath(
                        ++connections,
                        PEER,
                        0,
                        FRAME_LENGTH,
                        false,
                        new ConnectionCounters(counters, PEER, "VXLAN " + connections));
        path.publishRemoteAddress(UdpAddress.pack(IP, 6784));
        return new ConductedFastPath(
                path,
                new OverlayRequest(
                        new PeerName(PEER), "", 77, true, address, address, null, Map.of()),
                FRAME_LENGTH,
                true,
                1,
                engine.queues().getFirst(),
                datapath,
                new ControlMessenger(Runnable::run, new Nobody()));
    }

    private void awaitTold(String... what) {
        List<String> wanted = List.of(what);
        Await.until(
                () -> "the kernel is told " + wanted + ", not " + kernel.told,
                LONG,
                () -> kernel.told.equals(wanted));
    }

    @Test
    void shouldTellWhatTheOverlaySwitchHasChosen() {
        ConductedFastPath connection = connection();
        connection.confirm(0);
        connection.control(FastControl.HEARTBEAT_RECEIVED, 0);
        connection.carry(true);
        connection.onTimer(4 * SECOND);
        connection.heartbeat(FRAME_LENGTH, IP + 1, 4 * SECOND);
        connection.carry(false);
        connection.close(false);
        connection.close(false);
        awaitTold(
                "start",
                "neighbour 2 7f000001 6784",
                "carry 2 true",
                "neighbour 2 7f000002 6784",
                "carry 2 false",
                "forget 2");
    }

    /** What the one before has left to the kernel goes on for some seconds, and not for good. */
    @Test
    void shouldEndWhatTheConnectionBeforeHasLeftWhenAnotherOverlayIsChosen() {
        ConductedFastPath first = connection();
        first.confirm(0);
        first.carry(true);
        first.close(true);
        ConductedFastPath second = connection();
        second.confirm(0);
        second.onTimer(2 * SECOND);
        second.onTimer(3 * SECOND);
        second.onTimer(9 * SECOND);
        awaitTold(
                "start",
                "neighbour 2 7f000001 6784",
                "carry 2 true",
                "neighbour 2 7f000001 6784",
                "carry 2 false");
    }

    @Test
    void shouldTellRoutesAndWhatWasLearnedInOrder() {
        routes.publishRelease(new ForwardingSnapshot.Builder(5, 1).build());
        datapath.learned(7, PEER);
        awaitTold("start", "routes 5", "learned 7 2");
    }

    @Test
    void shouldEndWithoutWaitingForWhatIsDueLater() {
        kernel.laterSeconds = LATER_SECONDS;
        datapath.learned(7, PEER);
        long before = System.nanoTime();
        datapath.close();
        assertTrue(System.nanoTime() - before < 4 * SECOND);
        assertEquals(List.of("start", "learned 7 2", "close"), kernel.told);
        datapath.learned(8, PEER);
        assertEquals(3, kernel.told.size());
    }

    /** Writes down what it is told. */
    private static final class Kernel implements KernelDatapath {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private volatile int laterSeconds;
        private ScheduledExecutorService own;

        @Override
        public String name() {
            return "written down";
        }

        @Override
        public void start(ScheduledExecutorService thread) {
            own = thread;
            told.add("start");
        }

        @Override
        public UpcallPort upcalls() {
            return null;
        }

        @Override
        public void neighbour(long peer, int ip, int udpPort, boolean encrypted) {
            told.add("neighbour " + peer + " " + Integer.toHexString(ip) + " " + udpPort);
        }

        @Override
        public void carry(long peer, boolean carries) {
            told.add("carry " + peer + " " + carries);
        }

        @Override
        public void forget(long peer) {
            told.add("forget " + peer);
        }

        @Override
        public void routes(ForwardingSnapshot snapshot) {
            told.add("routes " + snapshot.version());
        }

        @Override
        public void learned(long mac, long peer) {
            told.add("learned " + mac + " " + peer);
            if (laterSeconds > 0) {
                own.schedule(() -> told.add("later"), laterSeconds, TimeUnit.SECONDS);
            }
        }

        @Override
        public OverlayTraffic traffic(long peer) {
            return OverlayTraffic.NONE;
        }

        @Override
        public KernelDatapathStatus status() {
            return new KernelDatapathStatus(name(), List.of(), 0, List.of(), List.of());
        }

        @Override
        public void close() {
            told.add("close");
        }
    }
}
