package weave.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.engine.Engine;
import weave.core.fakes.MemoryPort;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayException;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;
import weave.core.tuning.Tuning;
import weave.core.udp.Endpoint;

/** With whom the fast datapath in user space connects. */
class UserSpaceOverlayTest {
    private static final int LOOPBACK = 0x7F000001;
    private static final int PORT = 6783;
    private static final String FEATURE = "WeavedFastdp";

    private final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(ByteBuffer.allocateDirect(256 * 1024)),
                    new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)));
    private final Tuning tuning = Tuning.builder().queues(1).build();
    private final List<Endpoint> endpoints = Endpoint.open(LOOPBACK, 0, tuning);
    private final Engine engine =
            new Engine(
                    1,
                    List.of(new MemoryPort()),
                    null,
                    1500,
                    tuning,
                    endpoints,
                    List.of(),
                    new ForwardingTable(ForwardingSnapshot.alone(1)),
                    counters);
    private final FastDatapathOverlay overlay =
            new FastDatapathOverlay(
                    PORT,
                    1376,
                    1,
                    engine,
                    new Conductor(engine),
                    new UserSpaceCarrier(PORT + 1),
                    null,
                    new ConnectionIds(),
                    counters,
                    Runnable::run);

    @AfterEach
    void close() {
        engine.close();
        endpoints.forEach(Endpoint::close);
    }

    private OverlayConnection prepare(
            boolean outbound, int remotePort, byte[] sessionKey, String extensions)
            throws OverlayException {
        return overlay.prepare(
                new OverlayRequest(
                        new PeerName(2),
                        "peer",
                        77,
                        outbound,
                        new InetSocketAddress("127.0.0.1", PORT),
                        new InetSocketAddress("127.0.0.2", remotePort),
                        sessionKey,
                        extensions.isEmpty() ? Map.of() : Map.of(FEATURE, extensions)),
                new Nobody());
    }

    private void assertDeclined(
            String reason, boolean outbound, int remotePort, byte[] key, String extensions) {
        OverlayException declined =
                assertThrows(
                        OverlayException.class,
                        () -> prepare(outbound, remotePort, key, extensions));
        assertTrue(declined.getMessage().contains(reason), declined.getMessage());
    }

    @Test
    void shouldConnectWithWhoeverHasAKernelDatapath() throws Exception {
        for (String extensions : List.of("", "quick-heartbeats", "quick-heartbeats renewed-keys")) {
            Map<String, String> details = prepare(true, PORT, null, extensions).status().details();
            assertEquals("127.0.0.2:6784", details.get("vxlan"));
            assertEquals("user space", details.get("datapath"));
        }
        Map<String, String> dialled = prepare(false, 40_000, null, "").status().details();
        assertEquals("127.0.0.2:6784", dialled.get("vxlan"));
    }

    @Test
    void shouldSayThatItIsInUserSpaceAndLeaveThoseToSleeveWhoAreToo() {
        assertEquals(Map.of(FEATURE, "quick-heartbeats user-space"), overlay.features());
        assertDeclined("sleeve is less work", true, PORT, null, "quick-heartbeats user-space");
    }

    @Test
    void shouldDeclineWhoSendsToAPortThatNobodyReads() {
        assertDeclined("to port 7784", true, 7_783, null, "");
    }

    @Test
    void shouldDeclineWhatIsToBeEncrypted() {
        assertDeclined("nothing is there to encrypt it", true, PORT, new byte[32], "");
    }
}
