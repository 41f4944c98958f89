package weave.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.Engine;
import weave.core.engine.EngineQueue;
import weave.core.engine.SleeveConnection;
import weave.core.fakes.MemoryPort;
import weave.core.overlay.FrameCipher;
import weave.core.overlay.FrameSealer;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;
import weave.core.tuning.Tuning;
import weave.core.udp.Endpoint;
import weave.core.udp.UdpAddress;

/** The conductor's hour, in virtual time, and the way of a new key through a real engine. */
class KeyRenewalTest {
    private static final Tuning ONE_QUEUE = Tuning.builder().queues(1).build();
    private static final int LOOPBACK = 0x7F000001;
    private static final long SELF = 1;
    private static final long UID = 77;
    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    private final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(ByteBuffer.allocateDirect(256 * 1024)),
                    new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)));
    private final int port = freePort();
    private final List<Endpoint> endpoints = Endpoint.open(LOOPBACK, port, ONE_QUEUE);
    private final Engine engine =
            new Engine(
                    SELF,
                    List.of(new MemoryPort()),
                    null,
                    1500,
                    ONE_QUEUE,
                    endpoints,
                    List.of(),
                    new ForwardingTable(ForwardingSnapshot.alone(SELF)),
                    counters);
    private final EngineQueue queue = engine.queues().getFirst();
    private final Conductor conductor = new Conductor(engine);
    private final Sealer sealer = new Sealer();
    private final List<String> failures = new ArrayList<>();

    /** Counts its keys. */
    private static final class Sealer implements FrameSealer {
        private int keys = 1;
        private int keysMax = Integer.MAX_VALUE;

        @Override
        public void seal(MutableDirectBuffer buffer, int offset, int length, long sequenceField) {}

        @Override
        public boolean renewKey() {
            return ++keys < keysMax;
        }
    }

    @AfterEach
    void close() {
        engine.close();
        endpoints.forEach(Endpoint::close);
    }

    @Test
    void shouldTakeANewKeyAtLeastEveryHour() throws Exception {
        ConductedConnection connection = connection(true);
        connection.confirm(0);
        long renewedNanos = 0;
        for (long now = 0; now < 5 * HOUR_NANOS; now += STEP_NANOS) {
            int before = sealer.keys;
            pass(connection, now);
            if (sealer.keys > before) {
                assertTrue(now - renewedNanos <= HOUR_NANOS, "after " + (now - renewedNanos));
                renewedNanos = now;
            }
        }
        assertTrue(sealer.keys >= 6 && sealer.keys <= 7, sealer.keys + " keys");
        assertEquals(List.of(), failures);
    }

    @Test
    void shouldLeaveCiphersWithOneKeyAlone() throws Exception {
        ConductedConnection connection = connection(false);
        connection.confirm(0);
        for (long now = 0; now < 3 * HOUR_NANOS; now += STEP_NANOS) {
            pass(connection, now);
        }
        assertEquals(1, sealer.keys);
    }

    @Test
    void shouldEndTheConnectionWhenItsKeysRunOut() throws Exception {
        sealer.keysMax = 3;
        ConductedConnection connection = connection(true);
        conductor.confirm(connection);
        queue.egress().doWork();
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of(), failures);
            assertTrue(queue.specials().offerNewKey(connection.id()));
            queue.egress().doWork();
            conductor.doWork();
        }
        assertEquals(List.of("the encryption keys of this connection are used up"), failures);
        conductor.stop(connection);
        assertTrue(queue.specials().offerNewKey(connection.id()), "for one that is gone");
        queue.egress().doWork();
        conductor.doWork();
        assertEquals(3, sealer.keys);
    }

    /** A heartbeat has come, timers have run, egress has done what it was asked to. */
    private void pass(ConductedConnection connection, long now) throws Exception {
        connection.heartbeat(UID, UdpAddress.pack(LOOPBACK, port), now);
        if (connection.deadlineNanos() <= now) {
            connection.onTimer(now);
        }
        queue.egress().doWork();
    }

    private ConductedConnection connection(boolean renewsKeys) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        OverlayRequest request =
                new OverlayRequest(
                        new PeerName(2), "", UID, true, address, address, new byte[32], Map.of());
        FrameCipher cipher =
                new FrameCipher(
                        "counting", sealer, (buffer, offset, length, field) -> true, renewsKeys);
        SleeveConnection sleeve =
                new SleeveConnection(
                        1,
                        SELF,
                        2,
                        0,
                        queue.sender(),
                        cipher.sealer(),
                        cipher.opener(),
                        false,
                        new ConnectionCounters(counters, 2, ""));
        engine.add(sleeve);
        return new ConductedConnection(
                sleeve,
                request,
                cipher,
                1,
                queue,
                new ControlMessenger(Runnable::run, new Listener()));
    }

    private final class Listener implements OverlayListener {
        @Override
        public void established() {}

        @Override
        public void failed(String reason) {
            failures.add(reason);
        }

        @Override
        public void unhealthy(String reason) {}

        @Override
        public void recovered() {}

        @Override
        public void sendControl(int tag, byte[] payload) {}
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (java.net.SocketException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
