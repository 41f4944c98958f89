package weave.kernel.odp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.core.control.ForwardingSnapshot;
import weave.core.overlay.OverlayTraffic;
import weave.testkit.Await;
import weave.testkit.InKernelLab;

/** Two hosts, each with a container; the kernel carries what these say to each other. */
@InKernelLab
@Timeout(240)
class OdpDatapathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private OdpHost left;
    private OdpHost right;

    @BeforeEach
    void open() throws Exception {
        left = new OdpHost("a", 1);
        right = new OdpHost("b", 2);
        OdpHost.join(left, right);
    }

    @AfterEach
    void close() {
        left.close();
        right.close();
    }

    @Test
    void shouldCarryInTheKernelWhenBothEndsAreKnown() throws Exception {
        connect();
        // Those before the flows were made go through user space, and what new links say of IPv6.
        ping(10);
        long captured = left.framesCaptured.get();
        long upcalled = left.framesUpcalled.get();

        ping(30);

        assertTrue(left.framesCaptured.get() < captured + 20, captured + left.seen());
        assertTrue(left.framesUpcalled.get() < upcalled + 20, upcalled + left.seen());
        OverlayTraffic traffic = left.datapath().traffic(right.peer);
        assertTrue(traffic.datagramsSent() > 20, "sent " + traffic);
        assertTrue(traffic.datagramsReceived() > 20, "received " + traffic);
        assertNothingRefused();
    }

    @Test
    void shouldHandEachHeartbeatToUserSpace() throws Exception {
        connect();
        ping(3);

        for (int i = 1; i <= 3; i++) {
            left.sendSpecial(right, OdpHost.MTU + 14);
            int expected = i;
            Await.until("heartbeats", PATIENCE, () -> right.specials.get() == expected);
        }
    }

    @Test
    void shouldGetUpcallsStillWhenSomebodyHasLookedAtTheDatapath() throws Exception {
        connect();
        ping(3);

        right.host.run("ovs-dpctl", "show").orFail();

        Await.until(
                "a heartbeat after that",
                PATIENCE,
                () -> {
                    left.sendSpecial(right, OdpHost.MTU + 14);
                    return right.specials.get() > 0;
                });
    }

    @Test
    void shouldUseUserSpaceWhileANeighbourDoesNotCarry() throws Exception {
        connect();
        ping(5);
        long packets = left.datapath().traffic(right.peer).datagramsSent();
        long captured = left.framesCaptured.get();

        left.datapath().carry(right.peer, false);
        ping(10);

        assertTrue(left.framesCaptured.get() >= captured + 10, "captured " + left.framesCaptured);
        Await.until(
                "what was carried before is not forgotten",
                PATIENCE,
                () -> left.datapath().traffic(right.peer).datagramsSent() >= packets);
        left.datapath().carry(right.peer, true);
        captured = left.framesCaptured.get();
        ping(20);
        assertTrue(left.framesCaptured.get() < captured + 12, captured + left.seen());
        assertNothingRefused();
    }

    @Test
    void shouldCarryOnWithoutUsAndBeTakenOver() throws Exception {
        connect();
        ping(5);
        // Flows are made while frames go on: the last may be there after the answers.
        awaitFlow(left, "set(tunnel(");
        awaitFlow(left, "tunnel(tun_id");
        awaitFlow(right, "set(tunnel(");
        awaitFlow(right, "tunnel(tun_id");
        left.stop();

        ping(5);
        left.start(right);
        // It is not known yet where anything is, and what was found goes on.
        assertTrue(left.flows().contains("set(tunnel("), left.flows());
        ping(5);
        left.datapath().routes(left.routesTo(null, right));
        left.carryTo(right);
        ping(5);

        assertTrue(left.flows().contains("set(tunnel("), left.flows());
        assertNothingRefused();
    }

    @Test
    void shouldCarryOnWhileANeighbourStartsAnew() throws Exception {
        connect();
        ping(5);
        long captured = left.framesCaptured.get();

        left.datapath().forget(right.peer);
        left.datapath().routes(new ForwardingSnapshot.Builder(2, left.peer).build());
        ping(5);
        left.datapath().routes(left.routesTo(null, right));
        left.datapath().neighbour(right.peer, right.ip, OdpHost.UDP_PORT, false);
        ping(5);
        left.datapath().carry(right.peer, true);
        ping(5);

        assertTrue(left.framesCaptured.get() < captured + 10, "captured " + left.framesCaptured);
    }

    @Test
    void shouldPutFlowsBackAndGoOnCountingWhenSomebodyDeletesThem() throws Exception {
        connect();
        ping(30);
        left.datapath().carry(right.peer, false);
        left.datapath().carry(right.peer, true);
        long sent = left.datapath().traffic(right.peer).datagramsSent();

        left.host.run("ovs-dpctl", "del-flows", "datapath").orFail();

        Await.until(
                () -> "flows to the other in " + left.flows(),
                PATIENCE,
                () -> {
                    tryPing();
                    return left.flows().contains("set(tunnel(");
                });
        tryPing();
        OverlayTraffic traffic = left.datapath().traffic(right.peer);
        assertTrue(traffic.datagramsSent() >= sent, traffic + " after " + sent);
        assertNothingRefused();
    }

    @Test
    void shouldRelayInTheKernelBetweenTwoNeighbours() throws Exception {
        try (OdpHost middle = new OdpHost("m", 3)) {
            OdpHost.join(left, middle);
            OdpHost.join(middle, right);
            left.start(right, middle);
            right.start(left, middle);
            middle.start(left, right);
            left.datapath().routes(left.routesTo(middle, right, middle));
            right.datapath().routes(right.routesTo(middle, left, middle));
            middle.datapath().routes(middle.routesTo(null, left, right));
            left.carryTo(middle);
            right.carryTo(middle);
            middle.carryTo(left);
            middle.carryTo(right);

            ping(20);

            long relayed = middle.framesUpcalled.get();
            ping(10);
            assertTrue(middle.framesUpcalled.get() <= relayed + 4, "not by the kernel");
            List<String> flows =
                    middle.flows().lines().filter(flow -> flow.contains("set(tunnel(")).toList();
            assertEquals(2, flows.size(), middle.flows());
        }
    }

    @Test
    void shouldLeaveNothingWhenRemoved() throws Exception {
        connect();
        ping(3);
        left.stop();

        assertTrue(left.host.call(() -> OdpDatapath.remove("datapath")));

        String links = left.host.ip("-o link");
        assertFalse(links.contains("vxlan") || links.contains(" datapath:"), links);
        assertFalse(left.host.call(() -> OdpDatapath.remove("datapath")));
    }

    private void connect() throws Exception {
        left.start(right);
        right.start(left);
        left.datapath().routes(left.routesTo(null, right));
        right.datapath().routes(right.routesTo(null, left));
        left.carryTo(right);
        right.carryTo(left);
    }

    private static void awaitFlow(OdpHost host, String part) {
        Await.until(
                () -> part + " in " + host.flows(),
                PATIENCE,
                () ->
                        host.flows()
                                .lines()
                                .anyMatch(flow ->
                                        flow.startsWith(part) || flow.contains("actions:" + part)));
    }

    private void assertNothingRefused() {
        for (OdpHost host : List.of(left, right)) {
            String troubles = String.join("\n", host.datapath().status().troubles());
            assertFalse(troubles.contains("refused"), troubles);
        }
    }

    /** Some answers may not come. */
    private void tryPing() {
        left.container.run("ping", "-q", "-i", "0.2", "-c", "5", "-W", "1", "10.32.0.2");
    }

    private void ping(int count) {
        String said =
                left.container
                        .run("ping", "-n", "-i", "0.2", "-c", "" + count, "-W", "10", "10.32.0.2")
                        .stdout();
        assertTrue(
                said.contains(" 0% packet loss"),
                () -> said + left.datapath().status() + left.flows() + right.flows());
    }
}
