package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.Privileged;

/** What two hosts with a container each must show, whatever protects the wire between them. */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoPeersCases {
    private static final long TRANSFER_BYTES = 100_000_000;
    // The path MTU is searched for while the first large datagrams are on their way.
    private static final int UDP_ATTEMPTS = 40;
    private static final int SUPER_FRAMES = 200;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int PINGS = 20;

    @RegisterExtension final Lab lab;

    private Host one;
    private Host two;
    private Container left;
    private Container right;

    private final String overlay;

    /**
     * @param overlay by which the frames go
     */
    TwoPeersCases(Lab lab, String overlay) {
        this.lab = lab;
        this.overlay = overlay;
    }

    /** The password, or null. */
    abstract String password();

    /** The word that {@code status connections} has for what the password does, or "". */
    abstract String encryption();

    @BeforeAll
    void startHosts() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        if (password() != null) {
            one.with("WEAVE_PASSWORD", password());
        }
        one.start();
        if (password() == null) {
            two.start("--peers=" + one.address());
        } else {
            two.start("--peers=" + one.address(), "--password=" + password());
        }
        one.awaitConnectedTo(two);
        one.awaitCarriedBy(overlay, two);
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
    }

    @Test
    void shouldAnswerEveryPing() throws Exception {
        Lossless.run(
                lab,
                () -> {
                    try (Pings pings = Pings.between(left, right, "0.1")) {
                        pings.awaitFirst(PINGS);
                    }
                });
    }

    @Test
    void shouldCarryTcpBothWaysAtOnce() throws Exception {
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1400, 9_000, 65_000})
    void shouldCarryUdpOfAnySize(int size) throws Exception {
        Traffic.udpEcho(left, right, size, UDP_ATTEMPTS);
        Traffic.udpEcho(right, left, size, UDP_ATTEMPTS);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldCarryUdpSuperFrames(boolean ipv6, boolean takesJoined) throws Exception {
        Traffic.udpSegments(left, right, ipv6, takesJoined, 1, PATIENCE_MILLIS);
        Lossless.run(lab, () -> sendSuperFrames(ipv6, takesJoined));
    }

    private void sendSuperFrames(boolean ipv6, boolean takesJoined) throws Exception {
        long before = two.counter("FramesInjected");
        var arrived =
                Traffic.udpSegments(left, right, ipv6, takesJoined, SUPER_FRAMES, PATIENCE_MILLIS);
        if (arrived.arrived() < arrived.sent()) {
            throw new LostFrames(arrived.toString());
        }
        assertEquals(takesJoined, arrived.segmentsMax() > 1, arrived::toString);
        // Each datagram was one in a frame of its own on the wire, and many were one at the end.
        long injected = two.counter("FramesInjected") - before;
        assertTrue(injected < arrived.sent() / 4, injected + " frames for " + arrived);
    }

    @Test
    void shouldCarryBroadcast() {
        Traffic.arp(left, right);
        Traffic.arp(right, left);
    }

    @Test
    void shouldCarryMulticast() throws Exception {
        Traffic.multicast(left, right);
        Traffic.multicast(right, left);
    }

    @Test
    void shouldShowTheConnectionOnBothSides() {
        // A busy machine may have them fall back for a moment.
        one.awaitCarriedBy(overlay, two);
        ConnectionLine inbound = one.connections().getFirst();
        ConnectionLine outbound = two.connections().getFirst();
        assertEquals("<-", inbound.direction());
        assertEquals("->", outbound.direction());
        assertEquals(one.address() + ":6783", outbound.address());
        for (ConnectionLine line : new ConnectionLine[] {inbound, outbound}) {
            assertEquals("established", line.state());
            assertTrue(
                    line.info()
                            .replaceAll(" +", " ")
                            .startsWith((encryption() + " " + overlay + " ").strip()),
                    line.info());
        }
    }

    @Test
    void shouldTellTheCipher() {
        for (Host host : new Host[] {one, two}) {
            boolean told = host.get("/report").contains("\"cipher\": \"aes-256-gcm\"");
            assertEquals(password() != null, told);
            host.awaitLog(
                    password() == null ? "Encryption: off" : "Encryption: aes-256-gcm .* libsodium",
                    Host.SOON);
        }
    }

    @Test
    void shouldPrintTheSameWithTheCommandLine() {
        assertEquals(
                one.get("/status/peers").strip(), one.weave("status", "peers").orFail().strip());
        assertEquals(
                two.get("/status/connections").strip(),
                two.weave("status", "connections").orFail().strip());
        assertEquals(one.address(), two.weave("status", "targets").orFail().strip());
        assertTrue(one.weave("status").orFail().contains("Peers: 2 (with 2 established"));
        assertTrue(one.weave("report").orFail().contains("\"NickName\": \"two\""));
    }

    @Test
    void shouldNeverWriteThePassword() {
        if (password() != null) {
            String everything =
                    one.log() + "" + two.log() + one.get("/report") + two.get("/report");
            assertEquals(-1, everything.indexOf(password()));
        }
    }
}
