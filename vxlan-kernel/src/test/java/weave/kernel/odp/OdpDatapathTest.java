package weave.kernel.odp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.core.overlay.OverlayTraffic;
import weave.testkit.InKernelLab;

/** Two hosts, each with a container; the kernel carries what these say to each other. */
@InKernelLab
@Timeout(240)
class OdpDatapathTest {
    private OdpHost left;
    private OdpHost right;

    @BeforeEach
    void open() throws Exception {
        left = new OdpHost("a", 1);
        right = new OdpHost("b", 2);
        OdpHost.join(left, right);
        left.start(right);
        right.start(left);
    }

    @AfterEach
    void close() throws Exception {
        left.close();
        right.close();
    }

    @Test
    void shouldCarryInTheKernelWhenBothEndsAreKnown() {
        connect();

        ping(30);

        assertTrue(left.framesCaptured.get() < 20, "captured " + left.framesCaptured);
        assertTrue(left.framesUpcalled.get() < 20, "upcalled " + left.framesUpcalled);
        OverlayTraffic traffic = left.datapath().traffic(right.peer);
        assertTrue(traffic.datagramsSent() > 20, "sent " + traffic.datagramsSent());
        assertTrue(traffic.datagramsReceived() > 20, "received " + traffic.datagramsReceived());
        assertEquals(
                0,
                left.datapath().status().details().stream()
                        .filter(line -> line.contains("refused"))
                        .count());
    }

    private void connect() {
        left.datapath().routes(left.routesTo(right));
        right.datapath().routes(right.routesTo(left));
        left.datapath().neighbour(right.peer, right.ip, OdpHost.UDP_PORT);
        right.datapath().neighbour(left.peer, left.ip, OdpHost.UDP_PORT);
        left.datapath().carry(right.peer, true);
        right.datapath().carry(left.peer, true);
    }

    private void ping(int count) {
        String out =
                left.container
                        .run("ping", "-n", "-i", "0.2", "-c", "" + count, "-W", "5", "10.32.0.2")
                        .stdout();
        assertTrue(out.contains(" 0% packet loss"), out);
    }
}
