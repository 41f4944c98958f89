package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.dataplane.Dataplane;
import weave.core.dataplane.DataplaneConfig;
import weave.core.engine.DataplaneCounter;
import weave.core.engine.Limits;
import weave.core.fastdp.FastControl;
import weave.core.fastdp.FastHeartbeat;
import weave.core.fastdp.VxlanLayout;
import weave.core.overlay.OverlayConnection;
import weave.core.overlay.OverlayListener;
import weave.core.overlay.OverlayRequest;
import weave.core.peer.PeerName;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.core.udp.NextHopTable;
import weave.core.udp.NextHops;
import weave.core.udp.NextHops.NextHop;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;

/**
 * A dataplane that takes VXLAN in user space, with an uplink and without, against a kernel's VXLAN:
 * the devices of Linux send and receive under the network identifiers of two peers. There is no
 * card between them: what it would do to checksums and super-frames is left undone.
 *
 * <pre>
 *   left:  tap0 ─ dataplane ─ eth0 ───── eth0 ─┬─ out0 (VNI right to left) ─┐
 *                                              └─ in0  (VNI left to right) ─┴─ br0   :right
 * </pre>
 */
@Privileged
@Timeout(180)
@ParameterizedClass
@CsvSource({
    "true, DRIVER, 1, 1, noudpcsum",
    "true, DRIVER, 4, 1, udpcsum",
    "true, DRIVER, 4, 2, noudpcsum",
    "true, GENERIC, 1, 1, noudpcsum",
    "true, GENERIC, 1, 1, udpcsum",
    "false, , 1, 1, noudpcsum",
    "false, , 1, 2, udpcsum"
})
class XdpVxlanTest implements OverlayListener {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int PORT = 6783;
    private static final int TCP_BYTES = 5_000_000;
    private static final int MTU = 1500;
    private static final int INNER_MTU = 1376;
    private static final int LEFT_ID = 1;

    /** Of two queues it is the second one's. */
    private static final int RIGHT_ID = 3;

    private static final long CONNECTION_UID = 0x1122_3344_5566_7788L;

    @TempDir Path folder;

    private final boolean hasUplink;
    private final XdpMode mode;
    private final int nicQueues;

    /** Whether the kernel computes checksums of VXLAN, as {@code ip} says it. */
    private final String checksums;

    private final Tuning tuning;
    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private final List<Integer> controlTags = new CopyOnWriteArrayList<>();
    private final NetworkNamespace left = NetworkNamespace.create("left");
    private final NetworkNamespace right = NetworkNamespace.create("right");
    private List<TapPort> tap;
    private XdpUplink uplink;
    private Dataplane dataplane;
    private OverlayConnection connection;
    private volatile boolean established;

    XdpVxlanTest(boolean hasUplink, XdpMode mode, int nicQueues, int queues, String checksums) {
        tuning = Tuning.builder().queues(queues).build();
        this.hasUplink = hasUplink;
        this.mode = mode;
        this.nicQueues = nicQueues;
        this.checksums = checksums;
    }

    @BeforeEach
    void twoHosts() throws Exception {
        String queues = " numrxqueues " + nicQueues + " numtxqueues " + nicQueues;
        String end = right.name() + queues;
        left.ip("link add eth0" + queues + " type veth peer name eth0 netns " + end);
        left.ip("addr add 10.99.0.1/24 dev eth0");
        right.ip("addr add 10.99.0.2/24 dev eth0");
        left.ip("link set eth0 up");
        right.ip("link set eth0 up");
        kernelVxlan();
        dataplane();
        control.submit(
                        () -> {
                            connection = dataplane.vxlan(control).prepare(request(), this);
                            connection.confirm();
                            connection.control(FastControl.HEARTBEAT_RECEIVED, new byte[0]);
                            connection.carry(true);
                            return null;
                        })
                .get();
        Await.until("established", LONG, () -> established);
    }

    /** A device for each direction, as one of Linux knows one identifier; nothing goes back. */
    private void kernelVxlan() {
        vxlanDevice("out0", VxlanLayout.tunnelId(RIGHT_ID, LEFT_ID), "remote 10.99.0.1 df set");
        vxlanDevice("in0", VxlanLayout.tunnelId(LEFT_ID, RIGHT_ID), "");
        right.ip("link add br0 mtu " + INNER_MTU + " type bridge");
        for (String device : List.of("out0", "in0")) {
            right.ip("link set " + device + " mtu " + INNER_MTU + " master br0 up");
            right.ip("link set " + device + " type bridge_slave learning off isolated on");
        }
        right.ip("addr add 10.32.0.2/24 dev br0");
        right.ip("link set br0 up");
    }

    private void vxlanDevice(String name, int tunnelId, String more) {
        right.ip(
                "link add "
                        + name
                        + " type vxlan id "
                        + tunnelId
                        + " local 10.99.0.2 dstport "
                        + (PORT + VxlanLayout.PORT_OFFSET)
                        + " nolearning "
                        + checksums
                        + " "
                        + more);
    }

    private void dataplane() throws Exception {
        ForwardingTable routes = new ForwardingTable(ForwardingSnapshot.alone(LEFT_ID));
        tap = left.call(() -> TapPort.open("tap0", tuning, Limits.FRAME_SLOT_LENGTH));
        uplink = hasUplink ? uplink() : null;
        List<UplinkShare> uplinks = hasUplink ? uplink.shares() : List.of();
        DataplaneConfig config =
                new DataplaneConfig(
                        new PeerName(LEFT_ID),
                        null,
                        PORT,
                        true,
                        INNER_MTU,
                        folder.resolve("counters"),
                        tuning,
                        1);
        dataplane = left.call(() -> Dataplane.start(config, tap, uplinks, routes, null));
        routes.publishRelease(
                new ForwardingSnapshot.Builder(1, LEFT_ID)
                        .route(RIGHT_ID, RIGHT_ID)
                        .broadcast(LEFT_ID, new long[] {RIGHT_ID})
                        .shortId(LEFT_ID, LEFT_ID, true)
                        .shortId(RIGHT_ID, RIGHT_ID, true)
                        .build());
        left.ip("addr add 10.32.0.1/24 dev tap0");
        left.ip("link set tap0 up mtu " + INNER_MTU);
    }

    private XdpUplink uplink() throws Exception {
        NextHopTable nextHops = new NextHopTable();
        nextHops.publishRelease(
                NextHops.builder()
                        .add(
                                new NextHop(
                                        0x0A63_0002,
                                        0x0A63_0001,
                                        Uplink.mac(left),
                                        Uplink.mac(right),
                                        MTU))
                        .build());
        int index = Integer.parseInt(left.ip("-o link show eth0").split(":")[0]);
        XdpUplinkConfig config =
                new XdpUplinkConfig(
                        "eth0",
                        index,
                        nicQueues,
                        tuning.queues(),
                        MTU,
                        PORT,
                        true,
                        mode,
                        CopyMode.ANY,
                        false,
                        false,
                        false,
                        64,
                        Limits.SEND_BLOCK_LENGTH);
        XdpUplink opened = left.call(() -> XdpUplink.open(config, nextHops));
        opened.addresses(Set.of(InetAddress.getByName("10.99.0.1")));
        return opened;
    }

    private static OverlayRequest request() throws Exception {
        return new OverlayRequest(
                new PeerName(RIGHT_ID),
                "peer",
                CONNECTION_UID,
                true,
                new InetSocketAddress(InetAddress.getByName("10.99.0.1"), PORT),
                new InetSocketAddress(InetAddress.getByName("10.99.0.2"), PORT),
                null,
                Map.of());
    }

    @AfterEach
    void remove() throws Exception {
        control.submit(() -> connection.stop()).get();
        dataplane.close();
        tap.forEach(TapPort::close);
        if (uplink != null) {
            uplink.close();
            assertEquals(0, uplink.framesLent());
            assertEquals(0, uplink.framesMissing());
        }
        control.shutdown();
        assertTrue(control.awaitTermination(10, TimeUnit.SECONDS));
        left.close();
        right.close();
    }

    @Test
    void shouldCarryTrafficWithAKernel() throws Exception {
        assertEquals(0, left.run("ping", "-c", "3", "-i", "0.2", "-W", "2", "10.32.0.2").exit());
        // As long as the path carries, with DF.
        String longest = Integer.toString(INNER_MTU - 28);
        assertEquals(
                0,
                right.run("ping", "-c", "3", "-i", "0.2", "-M", "do", "-s", longest, "10.32.0.1")
                        .exit());
        TcpStream.assertCarried(left, right, "10.32.0.2", TCP_BYTES, LONG);
        TcpStream.assertCarried(right, left, "10.32.0.1", TCP_BYTES, LONG);

        // Few and long ones, where nobody has cut them.
        assertTrue(dataplane.read(DataplaneCounter.VXLAN_RECEIVED) > 20);
        assertTrue(dataplane.read(DataplaneCounter.FRAMES_SENT_FAST) > 1_000);
        assertEquals(0, dataplane.read(DataplaneCounter.VXLAN_MALFORMED));
        if (uplink != null) {
            assertTrue(uplink.count(Departure.FRAME) > 1_000);
            assertTrue(uplink.count(Arrival.DATAGRAM) > 10);
        } else if (tuning.queues() > 1) {
            // The first queue has the socket.
            assertTrue(dataplane.read(DataplaneCounter.DATAGRAMS_HANDED_OVER) > 20);
        }
    }

    @Test
    void shouldConfirmHeartbeatsAndSendThem() throws Exception {
        byte[] heartbeat = new byte[VxlanLayout.HEADER_LENGTH + 14 + INNER_MTU];
        UnsafeBuffer buffer = new UnsafeBuffer(heartbeat);
        VxlanLayout.write(buffer, 0, VxlanLayout.tunnelId(RIGHT_ID, LEFT_ID));
        FastHeartbeat.write(buffer, VxlanLayout.HEADER_LENGTH, 14 + INNER_MTU, CONNECTION_UID);
        InetAddress to = InetAddress.getByName("10.99.0.1");
        try (DatagramSocket socket = right.call(() -> new DatagramSocket())) {
            socket.send(new DatagramPacket(heartbeat, heartbeat.length, to, PORT + 1));
            Await.until(
                    "it is confirmed",
                    LONG,
                    () -> controlTags.contains(FastControl.HEARTBEAT_RECEIVED));
        }
        // What else has been sent yet is short: the first packets of a new interface.
        Await.until("in0 received one", LONG, () -> bytesReceived("in0") >= 14 + INNER_MTU);
    }

    private long bytesReceived(String device) {
        String statistics = right.ip("-j -s link show " + device);
        return Long.parseLong(statistics.replaceAll("(?s).*\"rx\":\\{\"bytes\":(\\d+).*", "$1"));
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
        controlTags.add(tag);
    }
}
