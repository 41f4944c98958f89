package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.core.engine.TestFrames.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.control.ForwardingSnapshot;
import weave.core.fakes.MemoryUpcalls;
import weave.core.fastdp.FastHeartbeat;
import weave.core.fastdp.VxlanLayout;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;
import weave.testkit.Allocation;
import weave.testkit.Await;
import weave.testkit.Seed;

/**
 * The engine of b, in a chain a - b - c, with a kernel datapath: upcalls come from memory, and what
 * it sends in VXLAN arrives at sockets in the place of a's and c's kernels.
 */
@ParameterizedClass
@ValueSource(ints = {1, 3})
class FastPathsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int LOOPBACK = 0x7F000001;
    private static final int FRAME_LENGTH_MAX = 1390;
    private static final int SLEEVE_MTU = 1438;
    private static final int ID_A = 0xAAA;
    private static final int ID_B = 0xBBB;
    private static final int ID_C = 0xCCC;
    private static final int ID_NOBODY = 0x123;
    private static final long UID = 0x0102_0304_0506_0708L;
    private static final long MAC_A = 0x02_0000_0000_0AL;
    private static final long MAC_B = 0x02_0000_0000_0BL;
    private static final long MAC_C = 0x02_0000_0000_0CL;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private final MemoryUpcalls upcalls = new MemoryUpcalls();
    private final EngineHost a;
    private final EngineHost b;
    private final EngineHost c;
    private final DatagramSocket kernelA = socket();
    private final DatagramSocket kernelC = socket();
    private final FastPath toA;
    private final FastPath toC;

    FastPathsTest(int queues) {
        a = new EngineHost(0xA, queues);
        b = new EngineHost(0xB, queues, upcalls);
        c = new EngineHost(0xC, queues);
        toA = b.connectFast(a, vxlan(kernelA), FRAME_LENGTH_MAX);
        toC = b.connectFast(c, vxlan(kernelC), FRAME_LENGTH_MAX);
    }

    private static DatagramSocket socket() {
        try {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long vxlan(DatagramSocket socket) {
        return UdpAddress.pack(LOOPBACK, socket.getLocalPort());
    }

    @BeforeEach
    void chain() {
        b.routes.publishRelease(routes(1).shortId(b.name, ID_B, true).build());
        for (EngineHost end : List.of(a, c)) {
            end.routes.publishRelease(
                    new ForwardingSnapshot.Builder(1, end.name)
                            .route(b.name, b.name)
                            .route(end == a ? c.name : a.name, b.name)
                            .broadcast(end.name, new long[] {b.name})
                            .build());
            end.connect(b, SLEEVE_MTU);
            b.connect(end, SLEEVE_MTU);
        }
        toA.publishCarries(true);
        toC.publishCarries(true);
    }

    /** All but our own short id. */
    private ForwardingSnapshot.Builder routes(long version) {
        return new ForwardingSnapshot.Builder(version, b.name)
                .route(a.name, a.name)
                .route(c.name, c.name)
                .broadcast(b.name, new long[] {a.name, c.name})
                .broadcast(a.name, new long[] {c.name})
                .broadcast(c.name, new long[] {a.name})
                .shortId(a.name, ID_A, true)
                .shortId(c.name, ID_C, true);
    }

    @AfterEach
    void close() {
        for (EngineHost host : List.of(a, b, c)) {
            host.close();
        }
        upcalls.close();
        kernelA.close();
        kernelC.close();
    }

    // --- What is sent.

    @Test
    void shouldFloodInVxlanToEveryNeighbourByName() throws Exception {
        byte[] frame = frame(BROADCAST, MAC_B, 200);
        b.port.put(frame);
        b.work();
        b.work();
        assertVxlan(ID_B, ID_A, frame, receive(kernelA));
        assertVxlan(ID_B, ID_C, frame, receive(kernelC));
        assertEquals(2, b.read(DataplaneCounter.FRAMES_SENT));
    }

    @Test
    void shouldUseSleeveWhenThePathDoesNotCarry() {
        toA.publishCarries(false);
        byte[] frame = frame(BROADCAST, MAC_B, 200);
        b.port.put(frame);
        assertArrayEquals(frame, arriving(a));
    }

    @Test
    void shouldUseSleeveWhenTheFrameIsTooLong() throws Exception {
        byte[] longest = frame(BROADCAST, MAC_B, FRAME_LENGTH_MAX);
        byte[] longer = frame(BROADCAST, MAC_B, FRAME_LENGTH_MAX + 1);
        b.port.put(longest);
        b.port.put(longer);
        assertArrayEquals(longer, arriving(a));
        assertVxlan(ID_B, ID_A, longest, receive(kernelA));
    }

    @Test
    void shouldUseSleeveWhenAPeerHasNoShortId() {
        b.routes.publishRelease(routes(2).build());
        byte[] frame = frame(BROADCAST, MAC_B, 200);
        b.port.put(frame);
        assertArrayEquals(frame, arriving(a));
        b.routes.publishRelease(
                new ForwardingSnapshot.Builder(3, b.name)
                        .route(a.name, a.name)
                        .broadcast(b.name, new long[] {a.name})
                        .shortId(b.name, ID_B, true)
                        .build());
        b.port.put(frame);
        assertArrayEquals(frame, arriving(a));
    }

    @Test
    void shouldCutSuperFrames() throws Exception {
        upcalls.put(upcall(ID_A, ID_B, frame(BROADCAST, MAC_A, 60)));
        b.work();
        byte[] superFrame = superFrame(MAC_A, MAC_B, 3_000, 1_000);
        b.port.putWithHeader(superFrame);
        b.work();
        b.work();
        for (int i = 0; i < 3; i++) {
            byte[] vxlan = receive(kernelA);
            assertEquals(VxlanLayout.HEADER_LENGTH + 54 + 1_000, vxlan.length);
        }
    }

    @Test
    void shouldSendHeartbeatsWhetherThePathCarriesOrNot() throws Exception {
        toA.publishCarries(false);
        EngineQueue queue = b.engine.queueOf(a.name);
        assertTrue(queue.specials().offerFastHeartbeat(toA.id(), 1390, UID));
        assertTrue(queue.specials().offerFastHeartbeat(toA.id() + 100, 1390, UID), "gone by now");
        b.work();
        byte[] heartbeat = new byte[1390];
        FastHeartbeat.write(new UnsafeBuffer(heartbeat), 0, heartbeat.length, UID);
        assertVxlan(ID_B, ID_A, heartbeat, receive(kernelA));
    }

    // --- What the kernel leaves to user space.

    @Test
    void shouldDeliverAndTellWhereTheAddressLives() {
        b.port.put(frame(BROADCAST, MAC_B, 60));
        b.work();
        drainEvents();
        byte[] frame = frame(MAC_B, MAC_A, 300);
        upcalls.put(upcall(ID_A, ID_B, frame));
        b.work();
        assertArrayEquals(frame, b.take().getFirst());
        assertEquals(List.of("9 " + MAC_A + " " + a.name), drainEvents());
        assertEquals(a.name, b.engine.queues().getFirst().macs().homeOf(MAC_A));
        upcalls.put(upcall(ID_A, ID_B, frame));
        b.work();
        assertEquals(List.of(), drainEvents(), "told already");
        assertEquals(2, b.read(DataplaneCounter.UPCALLS_RECEIVED));
    }

    @Test
    void shouldFloodWhatIsForAll() throws Exception {
        byte[] frame = frame(BROADCAST, MAC_A, 300);
        upcalls.put(upcall(ID_A, ID_B, frame));
        b.work();
        b.work();
        assertArrayEquals(frame, b.take().getFirst());
        assertVxlan(ID_A, ID_C, frame, receive(kernelC));
        assertNothing(kernelA);
    }

    @Test
    void shouldRelayUnderTheSameNames() throws Exception {
        byte[] frame = frame(MAC_C, MAC_A, 300);
        upcalls.put(upcall(ID_A, ID_C, frame));
        b.work();
        b.work();
        assertVxlan(ID_A, ID_C, frame, receive(kernelC));
        assertEquals(List.of(), b.take());
    }

    @Test
    void shouldRelayBySleeveWhereThatLeads() {
        toC.publishCarries(false);
        byte[] frame = frame(MAC_C, MAC_A, 300);
        c.port.put(frame(BROADCAST, MAC_C, 60));
        Await.until(
                "c knows its own",
                LONG,
                () -> {
                    c.work();
                    b.work();
                    return b.take().size() == 1;
                });
        upcalls.put(upcall(ID_A, ID_C, frame));
        assertArrayEquals(frame, arriving(c));
    }

    @Test
    void shouldTakeFromSleeveAndSendInVxlan() throws Exception {
        byte[] frame = frame(BROADCAST, MAC_A, 300);
        a.port.put(frame);
        Await.until(
                "b has it",
                LONG,
                () -> {
                    a.work();
                    b.work();
                    return b.take().size() == 1;
                });
        b.work();
        assertVxlan(ID_A, ID_C, frame, receive(kernelC));
    }

    @Test
    void shouldReportHeartbeats() {
        byte[] heartbeat = new byte[1390];
        FastHeartbeat.write(new UnsafeBuffer(heartbeat), 0, heartbeat.length, UID);
        upcalls.put(upcall(ID_A, ID_B, heartbeat));
        b.work();
        assertEquals(
                List.of("8 " + UID + " " + UdpAddress.pack(0x0A4D0001, 0) + " 1390"),
                drainEvents());
    }

    @Test
    void shouldCountWhatMakesNoSense() {
        byte[] good = upcall(ID_A, ID_B, frame(BROADCAST, MAC_A, 60));
        byte[] foreign = good.clone();
        foreign[0] = 0x33;
        upcalls.put(foreign);
        upcalls.put(Arrays.copyOf(good, 16 + 13));
        upcalls.put(Arrays.copyOf(good, 15));
        b.work();
        assertEquals(3, b.read(DataplaneCounter.UPCALL_MALFORMED));
        assertEquals(0, b.read(DataplaneCounter.UPCALLS_RECEIVED));

        upcalls.put(upcall(ID_NOBODY, ID_B, frame(BROADCAST, MAC_A, 60)));
        upcalls.put(upcall(ID_A, ID_NOBODY, frame(BROADCAST, MAC_A, 60)));
        b.work();
        assertEquals(2, b.read(DataplaneCounter.RECEIVE_UNKNOWN_PEER));

        upcalls.put(upcall(ID_B, ID_B, frame(BROADCAST, MAC_A, 60)));
        b.work();
        assertEquals(1, b.read(DataplaneCounter.RECEIVE_LOOPED));

        byte[] heartbeat = new byte[100];
        FastHeartbeat.write(new UnsafeBuffer(heartbeat), 0, heartbeat.length, UID);
        upcalls.put(upcall(ID_A, ID_B, Arrays.copyOf(heartbeat, 99)));
        upcalls.put(upcall(ID_A, ID_B, Arrays.copyOf(heartbeat, 14)));
        upcalls.put(upcall(ID_A, ID_C, heartbeat));
        b.work();
        assertEquals(3, b.read(DataplaneCounter.RECEIVE_BAD_SPECIAL));
        assertEquals(List.of(), drainEvents());
        assertEquals(List.of(), b.take());
    }

    @Test
    void shouldCarryOnWhenGarbageArrives() {
        Random random = new Random(Seed.next(FastPathsTest.class));
        byte[] good = upcall(ID_A, ID_B, frame(BROADCAST, MAC_A, 60));
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes =
                    Arrays.copyOf(
                            good, random.nextInt(3) == 0 ? random.nextInt(1_500) : good.length);
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(Math.min(bytes.length, 48))] ^=
                        (byte) (1 << random.nextInt(8));
            }
            upcalls.put(bytes);
            if (i % 50 == 49) {
                b.work();
                b.take();
                drainEvents();
            }
        }
        byte[] frame = frame(BROADCAST, MAC_A, 100);
        upcalls.put(upcall(ID_A, ID_B, frame));
        Await.until(
                "a good frame after the garbage",
                LONG,
                () -> {
                    b.work();
                    drainEvents();
                    return b.take().stream().anyMatch(taken -> Arrays.equals(taken, frame));
                });
    }

    @Test
    void shouldNotAllocate() {
        b.port.put(frame(BROADCAST, MAC_B, 60));
        upcalls.put(upcall(ID_A, ID_B, frame(BROADCAST, MAC_A, 60)));
        b.work();
        b.work();
        b.take();
        b.repeat(frame(MAC_A, MAC_B, 1_000));
        upcalls.repeat(upcall(ID_A, ID_B, frame(BROADCAST, MAC_A, 1_000)));
        EngineQueue queue = b.engine.queueOf(a.name);
        CallState state = new CallState();
        assertEquals(
                0,
                Allocation.bytes(
                        5_000,
                        () -> {
                            queue.specials().offerFastHeartbeat(toA.id(), 24, UID);
                            queue.egressDoorbell().ring(state);
                            b.work();
                            b.engine.events().drain((type, buffer, index, length) -> {});
                        }));
        assertTrue(b.read(DataplaneCounter.FRAMES_SENT) > 5_000);
        assertTrue(b.read(DataplaneCounter.FRAMES_INJECTED) > 5_000);
    }

    // --- Tools.

    private byte[] upcall(int source, int destination, byte[] frame) {
        return MemoryUpcalls.of(VxlanLayout.tunnelId(source, destination), 0x0A4D0001, frame);
    }

    /** Type, the two long fields, and the value where it is not 0. */
    private List<String> drainEvents() {
        List<String> events = new ArrayList<>();
        b.engine
                .events()
                .drain((type, buffer, index, length) -> {
                    int value = EventRing.value(buffer, index);
                    events.add(
                            type
                                    + " "
                                    + EventRing.connectionUid(buffer, index)
                                    + " "
                                    + EventRing.address(buffer, index)
                                    + (value == 0 ? "" : " " + value));
                });
        return events;
    }

    private byte[] arriving(EngineHost host) {
        List<byte[]> frames = new ArrayList<>();
        Await.until(
                "a frame by sleeve at " + host.name,
                LONG,
                () -> {
                    b.work();
                    host.work();
                    frames.addAll(host.take());
                    return !frames.isEmpty();
                });
        return frames.getFirst();
    }

    private static void assertVxlan(int source, int destination, byte[] frame, byte[] vxlan) {
        int tunnelId = VxlanLayout.tunnelId(new UnsafeBuffer(vxlan), 0);
        assertEquals(
                Integer.toHexString(VxlanLayout.tunnelId(source, destination)),
                Integer.toHexString(tunnelId));
        assertArrayEquals(
                frame, Arrays.copyOfRange(vxlan, VxlanLayout.HEADER_LENGTH, vxlan.length));
    }

    private static byte[] receive(DatagramSocket kernel) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        kernel.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static void assertNothing(DatagramSocket kernel) throws IOException {
        kernel.setSoTimeout(1);
        try {
            assertEquals(0, receive(kernel).length, "nothing");
        } catch (SocketTimeoutException nothing) {
            kernel.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** IPv4 and TCP with this much data, to be cut, behind its virtio_net_hdr. */
    private static byte[] superFrame(long destination, long source, int data, int segment) {
        byte[] frame = frame(destination, source, 54 + data);
        frame[12] = 0x08;
        frame[13] = 0;
        Arrays.fill(frame, 14, 54, (byte) 0);
        frame[14] = 0x45;
        frame[16] = (byte) (40 + data >>> 8);
        frame[17] = (byte) (40 + data);
        frame[23] = 6;
        frame[46] = 0x50;
        byte[] all = new byte[10 + frame.length];
        System.arraycopy(frame, 0, all, 10, frame.length);
        ByteBuffer header = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
        header.put(0, (byte) 1).put(1, (byte) 1);
        header.putShort(2, (short) 54).putShort(4, (short) segment);
        header.putShort(6, (short) 34).putShort(8, (short) 16);
        return all;
    }
}
