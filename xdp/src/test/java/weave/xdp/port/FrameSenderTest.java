package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.core.udp.NextHops;
import weave.core.udp.NextHops.NextHop;
import weave.core.udp.UdpAddress;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;
import weave.xdp.socket.XdpSocketConfig;

/** More frames than a ring has slots, on a veth pair where nobody listens. */
@Privileged
@Timeout(60)
class FrameSenderTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int RING_SIZE = 64;
    private static final int FRAMES = 4 * RING_SIZE;
    private static final int FRAME_SIZE = 2048;
    private static final int PORT = 6783;
    private static final int OWN = 0x0A09_0001;
    private static final int OTHER = 0x0A09_0002;
    private static final long OWN_MAC = 0x0200_0000_0001L;
    private static final long OTHER_MAC = 0x0200_0000_0002L;
    private static final int LENGTH = 100;

    @Test
    void shouldGoOnWhenCompletionsHaveFilledTheirRing() throws Exception {
        NextHops hops =
                NextHops.builder().add(new NextHop(OTHER, OWN, OWN_MAC, OTHER_MAC, 1500)).build();
        int hop = hops.find(OTHER);
        long to = UdpAddress.pack(OTHER, PORT);
        try (NetworkNamespace host = NetworkNamespace.create("host")) {
            host.ip("link add eth0 type veth peer name eth1");
            host.ip("link set eth0 up");
            host.ip("link set eth1 up");
            int index = Integer.parseInt(host.ip("-o link show eth0").split(":")[0]);
            XdpSocketConfig config = XdpSocketConfig.of("eth0", index, 0).withRingSize(RING_SIZE);
            Umem umem = new Umem(FRAMES, FRAME_SIZE, false, false);
            FramePool pool = umem.pool(FRAMES);
            XdpSocket socket = host.call(() -> XdpSocket.open(config, umem, pool));
            FrameSender sender = new FrameSender(socket, umem, pool, PORT);
            for (int round = 1; round <= 10; round++) {
                while (sender.hasRoom()) {
                    assertTrue(sender.hasFrame());
                    sender.send(sender.take(), LENGTH, hops, hop, to, true);
                }
                // What the other end has taken in is given back as soon as its processor is idle.
                Await.until(
                        "all are sent",
                        LONG,
                        () -> {
                            sender.flush();
                            return !sender.isUnsent();
                        });
                assertEquals(round * RING_SIZE, sender.framesSent());
            }
            socket.close();
            assertEquals(FRAMES, pool.count());
            umem.close();
        }
    }
}
