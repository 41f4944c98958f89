package weave.kernel.vxlan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.kernel.vxlan.VxlanHost.AT_LEFT;
import static weave.kernel.vxlan.VxlanHost.AT_RIGHT;
import static weave.kernel.vxlan.VxlanHost.BOX;
import static weave.kernel.vxlan.VxlanHost.ID_LEFT;
import static weave.kernel.vxlan.VxlanHost.ID_RIGHT;
import static weave.kernel.vxlan.VxlanHost.ID_SELF;
import static weave.kernel.vxlan.VxlanHost.LEFT;
import static weave.kernel.vxlan.VxlanHost.LEFT_IP;
import static weave.kernel.vxlan.VxlanHost.PLAIN_DEVICE;
import static weave.kernel.vxlan.VxlanHost.RIGHT;
import static weave.kernel.vxlan.VxlanHost.frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.FastHeartbeat;
import weave.core.fastdp.VxlanLayout;
import weave.linux.LinuxException;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** What becomes of VXLAN that arrives, and of frames of a container, over a real cable. */
@Privileged
class VxlanDatapathTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int ID_NOBODY = 0x123;
    private static final long UNKNOWN = 0x02_0000_0000_0FL;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private VxlanHost host;

    @BeforeEach
    void connect() throws Exception {
        host = VxlanHost.connected();
    }

    @AfterEach
    void close() throws Exception {
        host.stop();
        host.close();
    }

    private void fromLeft(int source, int destination, byte[] frame) throws Exception {
        host.sendFromLeft(source, destination, frame);
    }

    private void assertUpcall(int source, int destination, byte[] frame) throws Exception {
        fromLeft(source, destination, frame);
        assertArrayEquals(
                VxlanHost.upcall(source, destination, LEFT_IP, frame), host.awaitUpcall());
        assertNothingAtBox();
    }

    private void assertNothingAtBox() {
        List<String> frames = host.take(host.box).stream().map(HexFormat.of()::formatHex).toList();
        assertEquals(List.of(), frames);
    }

    /** A frame that is sent later arrives first. */
    private void assertDropped(int source, int destination, byte[] frame) throws Exception {
        fromLeft(source, destination, frame);
        byte[] later = frame(BROADCAST, AT_LEFT);
        assertUpcall(ID_LEFT, ID_SELF, later);
        assertEquals(List.of(), host.takeUpcalls());
    }

    @Test
    void shouldSendTheContainersFrames() throws Exception {
        long before = host.datapath.traffic(RIGHT).datagramsSent();
        byte[] frame = frame(AT_RIGHT, BOX);
        host.sendFromBox(frame);
        byte[] vxlan = VxlanHost.receive(host.right, PATIENCE_MILLIS);
        assertEquals(
                VxlanLayout.tunnelId(ID_SELF, ID_RIGHT),
                VxlanLayout.tunnelId(new UnsafeBuffer(vxlan), 0));
        assertArrayEquals(frame, Arrays.copyOfRange(vxlan, 8, vxlan.length));
        assertEquals(0x08, vxlan[0]);
        assertEquals(before + 1, host.datapath.traffic(RIGHT).datagramsSent());
        assertEquals(List.of(), host.take(host.tap));
    }

    @Test
    void shouldPassTheBridgeOrGoPastItAsTold() throws Exception {
        byte[] out = frame(AT_RIGHT, BOX);
        byte[] in = frame(BOX, AT_LEFT);
        for (boolean past : List.of(false, true, false, true)) {
            host.datapath.bypass(past);
            host.call(() -> null);
            String filters =
                    host.namespace.run("tc", "filter", "show", "dev", "box0", "ingress").orFail();
            assertEquals(past, filters.contains("weave on weave"), filters);
            host.namespace.run(
                    "bridge", "fdb", "del", "02:00:00:00:00:01", "dev", "weave-tap", "master");
            fromLeft(ID_LEFT, ID_SELF, in);
            assertArrayEquals(in, host.await(host.box).getLast());
            String known = host.namespace.run("bridge", "fdb", "show", "br", "weave").orFail();
            assertEquals(!past, known.contains("02:00:00:00:00:01"), known);
            host.sendFromBox(out);
            byte[] vxlan = VxlanHost.receive(host.right, PATIENCE_MILLIS);
            assertArrayEquals(out, Arrays.copyOfRange(vxlan, 8, vxlan.length));
        }
        assertEquals(List.of(), host.takeUpcalls());
    }

    @Test
    void shouldLeaveTheContainersFramesToUserSpaceWhenSomethingIsMissing() throws Exception {
        assertCaptured(frame(BROADCAST, BOX));
        assertCaptured(frame(UNKNOWN, BOX));
        host.call(() -> {
            host.datapath.carry(RIGHT, false);
            return null;
        });
        assertCaptured(frame(AT_RIGHT, BOX));
    }

    private void assertCaptured(byte[] frame) {
        host.sendFromBox(frame);
        assertArrayEquals(frame, host.await(host.tap).getLast());
    }

    @Test
    void shouldDeliverWhenAllIsKnown() throws Exception {
        byte[] frame = frame(BOX, AT_LEFT);
        fromLeft(ID_LEFT, ID_SELF, frame);
        assertArrayEquals(frame, host.await(host.box).getLast());
        assertEquals(1, host.datapath.traffic(LEFT).datagramsReceived());
        assertEquals(frame.length, host.datapath.traffic(LEFT).bytesReceived());
        assertEquals(List.of(), host.takeUpcalls());
    }

    @Test
    void shouldLeaveToUserSpaceWhatItDoesNotKnow() throws Exception {
        assertUpcall(ID_LEFT, ID_SELF, frame(BROADCAST, AT_LEFT));
        assertUpcall(ID_LEFT, ID_SELF, frame(0x0100_5E00_0001L, AT_LEFT));
        assertUpcall(ID_LEFT, ID_SELF, frame(BOX, UNKNOWN));
        assertUpcall(ID_LEFT, ID_SELF, frame(UNKNOWN, AT_LEFT));
        // Known to live elsewhere: it has moved, or somebody lies.
        assertUpcall(ID_LEFT, ID_SELF, frame(BOX, AT_RIGHT));
        assertUpcall(ID_LEFT, ID_SELF, frame(AT_RIGHT, AT_LEFT));
        assertUpcall(ID_LEFT, ID_SELF, frame(BOX, BOX));
    }

    @Test
    void shouldLeaveHeartbeatsToUserSpace() throws Exception {
        byte[] heartbeat = new byte[1390];
        FastHeartbeat.write(new UnsafeBuffer(heartbeat), 0, 1390, 77);
        assertUpcall(ID_LEFT, ID_SELF, heartbeat);
        // Before the topology has told who that is.
        assertUpcall(ID_NOBODY, ID_SELF, heartbeat);
    }

    @Test
    void shouldDropWhatNobodyCanHaveSent() throws Exception {
        assertDropped(ID_NOBODY, ID_SELF, frame(BOX, AT_LEFT));
        assertDropped(ID_NOBODY, ID_RIGHT, frame(BOX, AT_LEFT));
        assertDropped(ID_SELF, ID_SELF, frame(BOX, AT_LEFT));
        assertDropped(ID_SELF, ID_RIGHT, frame(BOX, AT_LEFT));
        assertDropped(ID_LEFT, ID_SELF, new byte[0]);
        assertDropped(ID_LEFT, ID_SELF, new byte[13]);
        assertNothingAtBox();
        assertEquals(0, VxlanHost.receive(host.right, 1).length);
    }

    @Test
    void shouldRelayUnderTheSameNames() throws Exception {
        long before = host.datapath.traffic(RIGHT).datagramsSent();
        byte[] frame = frame(AT_RIGHT, AT_LEFT);
        fromLeft(ID_LEFT, ID_RIGHT, frame);
        byte[] vxlan = VxlanHost.receive(host.right, PATIENCE_MILLIS);
        assertEquals(
                VxlanLayout.tunnelId(ID_LEFT, ID_RIGHT),
                VxlanLayout.tunnelId(new UnsafeBuffer(vxlan), 0));
        assertArrayEquals(frame, Arrays.copyOfRange(vxlan, 8, vxlan.length));
        assertEquals(before + 1, host.datapath.traffic(RIGHT).datagramsSent());
        assertEquals(List.of(), host.takeUpcalls());
    }

    @Test
    void shouldMarkWhatIsToBeEncryptedAndNothingElse() throws Exception {
        String marked = "-p udp -m mark --mark 0x20000/0x20000 -j DROP";
        host.namespace.run(("iptables -A OUTPUT " + marked).split(" ")).orFail();
        // As of what came in ESP.
        String marking = "-p udp -j MARK --set-xmark 0x20000/0x20000";
        host.namespace.run(("iptables -t mangle -A PREROUTING " + marking).split(" ")).orFail();
        byte[] frame = frame(AT_RIGHT, AT_LEFT);
        fromLeft(ID_LEFT, ID_RIGHT, frame);
        byte[] relayed = VxlanHost.receive(host.right, PATIENCE_MILLIS);
        assertArrayEquals(frame, Arrays.copyOfRange(relayed, 8, relayed.length));

        host.call(() -> {
            host.datapath.neighbour(RIGHT, VxlanHost.RIGHT_IP, VxlanHost.PORT, true);
            return null;
        });
        host.sendFromBox(frame(AT_RIGHT, BOX));
        Await.until(
                "the packet has a mark",
                Duration.ofMillis(PATIENCE_MILLIS),
                () -> isOneDropped(host.namespace));
    }

    private static boolean isOneDropped(NetworkNamespace namespace) {
        return namespace
                .run("iptables", "-nvxL", "OUTPUT")
                .orFail()
                .lines()
                .anyMatch(line -> line.contains("DROP") && line.strip().startsWith("1 "));
    }

    @Test
    void shouldLeaveToUserSpaceWhatItMayNotRelay() throws Exception {
        // Where it came from.
        assertUpcall(ID_LEFT, ID_LEFT, frame(AT_LEFT, AT_LEFT));
        assertUpcall(ID_RIGHT, ID_LEFT, frame(AT_LEFT, AT_RIGHT));
        host.call(() -> {
            host.datapath.carry(RIGHT, false);
            return null;
        });
        assertUpcall(ID_LEFT, ID_RIGHT, frame(AT_RIGHT, AT_LEFT));
        assertUpcall(ID_LEFT, ID_NOBODY, frame(AT_RIGHT, AT_LEFT));
    }

    @Test
    void shouldFollowTheBridge() throws Exception {
        String mac = "02:00:00:00:00:99";
        byte[] frame = frame(0x02_0000_0000_99L, AT_LEFT);
        assertUpcall(ID_LEFT, ID_SELF, frame);
        bridge("add", mac);
        Await.until("it is delivered", LONG, () -> arrivesAtBox(frame));
        bridge("del", mac);
        Await.until("it is not delivered any more", LONG, () -> !arrivesAtBox(frame));
    }

    @Test
    void shouldFollowABridgeThatIsMadeAnew() throws Exception {
        byte[] toOther = frame(0x02_0000_0000_99L, AT_LEFT);
        byte[] toBox = frame(BOX, AT_LEFT);
        bridge("add", "02:00:00:00:00:99");
        Await.until("it is delivered", LONG, () -> arrivesAtBox(toOther));
        host.namespace.ip("link del weave");
        Await.until("it is not delivered any more", LONG, () -> !arrivesAtBox(toOther));
        host.namespace.ip("link add weave address 02:5e:00:53:00:02 type bridge");
        host.namespace.ip("link set weave up");
        host.namespace.ip("link set weave-tap master weave");
        host.namespace.ip("link set box0 master weave");
        host.awaitLearned(BOX);
        Await.until("the container is found again", LONG, () -> arrivesAtBox(toBox));
        assertUpcall(ID_LEFT, ID_SELF, toOther);
    }

    private void bridge(String verb, String mac) {
        host.namespace.run("bridge", "fdb", verb, mac, "dev", "box0", "master", "static").orFail();
    }

    private boolean arrivesAtBox(byte[] frame) {
        try {
            fromLeft(ID_LEFT, ID_SELF, frame);
            long deadline = System.nanoTime() + LONG.toNanos();
            while (System.nanoTime() - deadline < 0) {
                if (!host.take(host.box).isEmpty()) {
                    return true;
                }
                if (!host.takeUpcalls().isEmpty()) {
                    return false;
                }
            }
            throw new AssertionError("neither here nor there");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldForgetWhereAddressesLiveWhenAShortIdMeansAnother() throws Exception {
        long stranger = 0x02_5E00_5300_09L;
        host.call(() -> {
            host.datapath.routes(
                    new ForwardingSnapshot.Builder(2, VxlanHost.SELF)
                            .route(LEFT, LEFT)
                            .route(stranger, LEFT)
                            .shortId(VxlanHost.SELF, ID_SELF, true)
                            .shortId(LEFT, 0xDDD, true)
                            .shortId(stranger, ID_LEFT, true)
                            .build());
            return null;
        });
        assertUpcall(ID_LEFT, ID_SELF, frame(BOX, AT_LEFT));
        host.call(() -> {
            host.datapath.learned(AT_LEFT, LEFT);
            return null;
        });
        fromLeft(0xDDD, ID_SELF, frame(BOX, AT_LEFT));
        assertEquals(1, host.await(host.box).size());
    }

    @Test
    void shouldGoOnWithoutADaemonAndBeTakenOver() throws Exception {
        host.stop();
        byte[] in = frame(BOX, AT_LEFT);
        fromLeft(ID_LEFT, ID_SELF, in);
        assertArrayEquals(in, host.await(host.box).getLast());
        byte[] out = frame(AT_RIGHT, BOX);
        host.sendFromBox(out);
        assertTrue(VxlanHost.receive(host.right, PATIENCE_MILLIS).length > 0);

        int plain = host.index(PLAIN_DEVICE);
        host.start();
        assertEquals(plain, host.index(PLAIN_DEVICE));
        fromLeft(ID_LEFT, ID_SELF, in);
        assertArrayEquals(in, host.await(host.box).getLast());
        host.sendFromBox(out);
        assertTrue(VxlanHost.receive(host.right, PATIENCE_MILLIS).length > 0);
        assertEquals(List.of(), host.takeUpcalls());
        host.connect();
        host.sendFromBox(out);
        assertTrue(VxlanHost.receive(host.right, PATIENCE_MILLIS).length > 0);
    }

    @Test
    void shouldKeepAwayFromOtherDaemonsOfTheHost() throws Exception {
        host.namespace.ip("link add weave7 type bridge");
        host.namespace.ip("link add tap7 type veth peer name tap8");
        host.call(() -> {
            try (VxlanDatapath other =
                    VxlanDatapath.open(new VxlanConfig(9, "weave7", "tap7", "up7", 6884))) {
                assertEquals(List.of("vxlan-6884"), other.status().devices());
            }
            // Two devices, and the bridge's TAP.
            assertEquals(3, VxlanDatapath.remove("weave7"));
            assertEquals(0, VxlanDatapath.remove("weave7"));
            return null;
        });
        String links = host.namespace.ip("-o link show type vxlan");
        assertFalse(links.contains("vxlan-6884"), links);
        byte[] frame = frame(BOX, AT_LEFT);
        fromLeft(ID_LEFT, ID_SELF, frame);
        assertArrayEquals(frame, host.await(host.box).getLast());
    }

    @Test
    void shouldMakeADeviceAnewThatSomebodyHasDeleted() throws Exception {
        host.namespace.ip("link del vxlan-6784");
        byte[] frame = frame(BOX, AT_LEFT);
        Await.until(
                "it is delivered again",
                LONG,
                () -> {
                    try {
                        fromLeft(ID_LEFT, ID_SELF, frame);
                        return !host.take(host.box).isEmpty();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        // The neighbours are told of it when it has begun to receive.
        host.awaitLearned(BOX);
    }

    @Test
    void shouldTellAllNeighboursOfADeviceThatOneOfThemMadeAnew() throws Exception {
        host.call(() -> {
            host.namespace.ip("link del vxlan-6784");
            host.datapath.neighbour(LEFT, LEFT_IP, VxlanHost.PORT, false);
            return null;
        });
        host.awaitLearned(BOX);
    }

    @Test
    void shouldServeAPortThatWasRefusedAtFirst() throws Exception {
        refusePort("box1");
        tc("filter", "del", "dev", "box1", "ingress", "pref", "6784");
        host.namespace.ip("link set box1 alias again");
        Await.until(this::troubles, LONG, () -> troubles().isEmpty());
        String filters = tc("filter", "show", "dev", "box1", "ingress");
        assertTrue(filters.contains("weave on weave"), filters);

        refusePort("box2");
        host.namespace.ip("link del box2");
        Await.until(this::troubles, LONG, () -> troubles().isEmpty());
    }

    /** Where our filter would be there is another one. */
    private void refusePort(String port) {
        host.namespace.ip("link add " + port + " type veth peer name " + port + "-end");
        tc("qdisc", "add", "dev", port, "clsact");
        String pass = "1,6 0 0 0";
        tc("filter", "add", "dev", port, "ingress", "pref", "6784", "bpf", "bytecode", pass);
        host.namespace.ip("link set " + port + " master weave up");
        String refused = "cannot serve " + port + ": ";
        Await.until("it is refused", LONG, () -> troubles().contains(refused));
    }

    private String tc(String... arguments) {
        List<String> command = new ArrayList<>(List.of("tc"));
        command.addAll(List.of(arguments));
        return host.namespace.run(command.toArray(String[]::new)).orFail();
    }

    private String troubles() {
        return String.join("; ", host.datapath.status().troubles());
    }

    @Test
    void shouldLeaveNoTapWhenItCannotBegin() throws Exception {
        host.namespace.ip("link add weave7 type bridge");
        host.call(() -> {
            // Our own device is on that port, and has another daemon's filter.
            VxlanConfig taken = new VxlanConfig(9, "weave7", "box0", "up7", VxlanHost.PORT);
            assertThrows(LinuxException.class, () -> VxlanDatapath.open(taken));
            VxlanDatapath.remove("weave7");
            return null;
        });
        assertFalse(host.namespace.ip("-o link show").contains("up7"));
        byte[] frame = frame(BOX, AT_LEFT);
        fromLeft(ID_LEFT, ID_SELF, frame);
        assertArrayEquals(frame, host.await(host.box).getLast());
    }

    @Test
    void shouldLeaveNothingWhenRemoved() throws Exception {
        host.stop();
        host.call(() -> {
            // The port of the container, the bridge's TAP, two devices and the uplink.
            assertEquals(5, VxlanDatapath.remove(VxlanHost.BRIDGE));
            return null;
        });
        assertEquals("", host.namespace.ip("-o link show type vxlan"));
        String disciplines = host.namespace.run("tc", "qdisc", "show").orFail();
        assertFalse(disciplines.contains("clsact"), disciplines);
        assertCaptured(frame(AT_RIGHT, BOX));
        host.start();
    }
}
