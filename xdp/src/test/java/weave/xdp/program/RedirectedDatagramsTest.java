package weave.xdp.program;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weave.testkit.Await;
import weave.testkit.Privileged;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;
import weave.xdp.socket.XdpSocketConfig;

/** Datagrams of another host's ordinary socket arrive in ours, and only the overlay's do. */
@Privileged
@Timeout(120)
class RedirectedDatagramsTest {
    private static final int SLEEVE = 6783;
    private static final int OTHER_PORT = 7000;
    private static final int DATAGRAMS = 64;
    private static final int FRAMES = 256;
    private static final int HEADERS_LENGTH = 14 + 20 + 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TwoHosts hosts = new TwoHosts();
    private final RedirectToSocket overlay = new RedirectToSocket(SLEEVE, true);
    private final Umem umem = new Umem(FRAMES * TestProgram.QUEUES, 2048, false, false);
    private final List<XdpSocket> sockets = new ArrayList<>();
    private final List<FramePool> pools = new ArrayList<>();

    @BeforeEach
    void own() throws Exception {
        overlay.addresses().add(InetAddress.getByName(TwoHosts.LEFT), List.of());
    }

    @AfterEach
    void close() {
        sockets.forEach(XdpSocket::close);
        umem.close();
        overlay.close();
        hosts.close();
    }

    private void open(XdpAttachment attachment) throws Exception {
        for (int queue = 0; queue < TestProgram.QUEUES; queue++) {
            XdpSocketConfig config = XdpSocketConfig.of("eth0", hosts.index(), queue);
            FramePool pool = umem.pool(FRAMES);
            XdpSocket socket = hosts.left().call(() -> XdpSocket.open(config, umem, pool));
            pools.add(pool);
            sockets.add(socket);
            socket.refill(FRAMES);
            attachment.bind(queue, socket.fd());
        }
    }

    /** Adds the payloads of what has arrived by now. */
    private void receive(Set<String> payloads) {
        for (int queue = 0; queue < sockets.size(); queue++) {
            XdpSocket socket = sockets.get(queue);
            int count = socket.rx().available(DATAGRAMS);
            for (int i = 0; i < count; i++) {
                int offset = socket.rx().next();
                byte[] payload = new byte[socket.rx().length() - HEADERS_LENGTH];
                umem.memory().buffer().getBytes(offset + HEADERS_LENGTH, payload);
                assertTrue(payloads.add(new String(payload, US_ASCII)), "came twice");
                pools.get(queue).give(umem.frame(offset));
            }
            socket.rx().release();
            socket.refill(FRAMES);
        }
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void shouldArriveInTheSocketOfTheirQueue(XdpMode mode) throws Exception {
        try (XdpAttachment attachment = hosts.attach(overlay, mode)) {
            open(attachment);
            Set<String> sent = new HashSet<>();
            for (int i = 0; i < DATAGRAMS; i++) {
                String text = "datagram " + i;
                sent.add(text);
                // Each from a port of its own, and so by one queue or another.
                hosts.send(SLEEVE + i % 2, text.getBytes(US_ASCII));
            }
            Set<String> received = new HashSet<>();
            Await.until(
                    () -> sent.size() + " sent, " + received.size() + " received",
                    PATIENCE,
                    () -> {
                        receive(received);
                        return received.size() >= DATAGRAMS;
                    });
            assertEquals(sent, received);
            assertEquals(DATAGRAMS, overlay.outcomes().get(PacketOutcome.REDIRECTED));

            assertTrue(hosts.canPing());
            assertTrue(hosts.canSend(OTHER_PORT, 100));
            assertTrue(hosts.canConnect());
            receive(received);
            assertEquals(DATAGRAMS, received.size());

            sockets.forEach(XdpSocket::close);
            assertTrue(hosts.canSend(SLEEVE, 100));
        }
    }
}
