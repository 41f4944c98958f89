package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.core.engine.TestFrames.frame;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.FastHeartbeat;
import weave.core.fastdp.VxlanLayout;
import weave.core.fastdp.VxlanSocket;
import weave.core.tuning.Tuning;
import weave.core.udp.UdpAddress;
import weave.testkit.Allocation;
import weave.testkit.Await;
import weave.testkit.Seed;

/**
 * The engine of b, in a chain a - b - c, whose VXLAN is user space's: sockets in the place of a's
 * and c's kernels send it and receive it.
 */
class VxlanReaderTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int LOOPBACK = 0x7F000001;
    private static final int FRAME_LENGTH_MAX = 1390;
    private static final int SLEEVE_MTU = 1438;
    private static final int HEADERS = 14 + 20 + 20;
    private static final int ID_A = 0xAAA;
    private static final int ID_B = 0xBBB;
    private static final int ID_C = 0xCCC;
    private static final int ID_NOBODY = 0x123;
    private static final long UID = 0x0102_0304_0506_0708L;
    private static final long MAC_A = 0x02_0000_0000_0AL;
    private static final long MAC_B = 0x02_0000_0000_0BL;
    private static final long MAC_C = 0x02_0000_0000_0CL;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private final DatagramSocket kernelA = socket(2);
    private final DatagramSocket kernelC = socket(3);
    private final DatagramSocket stranger = socket(9);
    private final VxlanSocket vxlan = vxlanSocket();
    private final EngineHost a = new EngineHost(0xA, 1);
    private final EngineHost b = new EngineHost(0xB, 1, vxlan);
    private final EngineHost c = new EngineHost(0xC, 1);
    private final FastPath toA = b.connectFast(a, address(kernelA), FRAME_LENGTH_MAX);
    private final FastPath toC = b.connectFast(c, address(kernelC), FRAME_LENGTH_MAX);

    VxlanReaderTest() throws IOException {}

    private static DatagramSocket socket(int number) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0." + number));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static VxlanSocket vxlanSocket() throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket(0)) {
            port = free.getLocalPort();
        }
        return VxlanSocket.open(LOOPBACK, port, Tuning.builder().queues(1).build());
    }

    private static long address(DatagramSocket socket) {
        byte[] ip = socket.getLocalAddress().getAddress();
        return UdpAddress.pack(0x7F000000 + ip[3], socket.getLocalPort());
    }

    @BeforeEach
    void chain() {
        b.routes.publishRelease(
                new ForwardingSnapshot.Builder(1, b.name)
                        .route(a.name, a.name)
                        .route(c.name, c.name)
                        .broadcast(b.name, new long[] {a.name, c.name})
                        .broadcast(a.name, new long[] {c.name})
                        .broadcast(c.name, new long[] {a.name})
                        .shortId(a.name, ID_A, true)
                        .shortId(b.name, ID_B, true)
                        .shortId(c.name, ID_C, true)
                        .build());
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

    @AfterEach
    void close() {
        for (EngineHost host : List.of(a, b, c)) {
            host.close();
        }
        vxlan.close();
        for (DatagramSocket socket : List.of(kernelA, kernelC, stranger)) {
            socket.close();
        }
    }

    @Test
    void shouldDeliverAndAnswerTheSameWay() throws Exception {
        byte[] frame = frame(BROADCAST, MAC_A, 300);
        send(kernelA, vxlan(ID_A, ID_B, frame));
        assertArrayEquals(frame, delivered());
        assertVxlan(ID_A, ID_C, frame, receive(kernelC));
        assertEquals(1, b.read(DataplaneCounter.VXLAN_RECEIVED));
        assertEquals(1, toA.counters().datagramsReceived());

        byte[] answer = frame(MAC_A, MAC_B, FRAME_LENGTH_MAX);
        b.port.put(answer);
        b.work();
        assertVxlan(ID_B, ID_A, answer, receive(kernelA));
    }

    @Test
    void shouldRelayUnderTheSameNames() throws Exception {
        byte[] frame = frame(MAC_C, MAC_A, 300);
        send(kernelA, vxlan(ID_A, ID_C, frame));
        awaitVxlan(1);
        b.work();
        assertVxlan(ID_A, ID_C, frame, receive(kernelC));
        assertEquals(List.of(), b.take());
    }

    @Test
    void shouldRelayBySleeveWhereThatLeads() throws Exception {
        toC.publishCarries(false);
        byte[] frame = frame(BROADCAST, MAC_A, 300);
        send(kernelA, vxlan(ID_A, ID_B, frame));
        List<byte[]> frames = new ArrayList<>();
        Await.until(
                "a frame by sleeve at c",
                LONG,
                () -> {
                    b.work();
                    c.work();
                    frames.addAll(c.take());
                    return !frames.isEmpty();
                });
        assertArrayEquals(frame, frames.getFirst());
    }

    /** Segments that follow on each other lie in slots of their own. */
    @Test
    void shouldDeliverManyWithoutHarm() throws Exception {
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            byte[] frame = frame(BROADCAST, MAC_A, 500);
            frame[20] = (byte) i;
            sent.add(frame);
            send(kernelA, vxlan(ID_A, ID_B, frame));
        }
        List<byte[]> taken = new ArrayList<>();
        Await.until(
                "all frames",
                LONG,
                () -> {
                    b.work();
                    taken.addAll(b.take());
                    return taken.size() == sent.size();
                });
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(sent.get(i), taken.get(i));
        }
    }

    /** As a kernel on the same machine sends it that expects a card to cut; joined again behind. */
    @Test
    void shouldCutWhatWasLeftUncut() throws Exception {
        byte[] payload = new byte[20_000];
        new Random(1).nextBytes(payload);
        send(kernelA, vxlan(ID_A, ID_B, uncut(payload)));
        byte[] frame = delivered();
        assertEquals(HEADERS + payload.length, frame.length);
        assertArrayEquals(payload, Arrays.copyOfRange(frame, HEADERS, frame.length));
        assertEquals(14, b.read(DataplaneCounter.FRAMES_RECEIVED));
    }

    /** TCP over IPv4, its checksum the pseudo-header's sum alone. */
    private static byte[] uncut(byte[] payload) {
        byte[] frame = frame(MAC_B, MAC_A, HEADERS + payload.length);
        ByteBuffer headers = ByteBuffer.wrap(frame);
        int length = 20 + payload.length;
        headers.putShort(12, (short) 0x0800);
        headers.put(14, new byte[] {0x45, 0}).putShort(16, (short) (20 + length));
        headers.put(18, new byte[] {0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2});
        headers.put(34, new byte[20]).put(46, (byte) 0x50).put(47, (byte) 0x10);
        int sum = 0x0A00 + 0x0001 + 0x0A00 + 0x0002 + 6 + length;
        headers.putShort(50, (short) (sum + (sum >>> 16)));
        headers.put(HEADERS, payload);
        return frame;
    }

    @Test
    void shouldTakeHeartbeatsFromAnywhereAndFramesFromNeighboursAlone() throws Exception {
        byte[] heartbeat = new byte[FRAME_LENGTH_MAX];
        FastHeartbeat.write(new UnsafeBuffer(heartbeat), 0, heartbeat.length, UID);
        byte[] frame = frame(BROADCAST, MAC_A, 300);
        send(stranger, vxlan(ID_A, ID_B, frame));
        send(stranger, vxlan(ID_A, ID_B, heartbeat));
        awaitVxlan(1);
        assertEquals(1, b.read(DataplaneCounter.RECEIVE_NO_CONNECTION));
        assertEquals(List.of(), b.take());
        assertEquals(
                List.of("8 " + UID + " 127.0.0.9 " + FRAME_LENGTH_MAX), drainEvents(), "its host");

        // The conductor does so after a heartbeat with the number of that connection.
        toA.publishRemoteAddress(address(stranger));
        send(stranger, vxlan(ID_A, ID_B, frame));
        assertArrayEquals(frame, delivered());

        send(kernelA, vxlan(ID_A, ID_B, frame));
        awaitCount(DataplaneCounter.RECEIVE_NO_CONNECTION, 2);
        b.engine.remove(toA);
        send(stranger, vxlan(ID_A, ID_B, frame));
        awaitCount(DataplaneCounter.RECEIVE_NO_CONNECTION, 3);
        assertEquals(List.of(), b.take());
    }

    @Test
    void shouldTakeNothingInClearFromWhoIsToEncrypt() throws Exception {
        b.engine.remove(toA);
        b.connectFast(a, address(kernelA), FRAME_LENGTH_MAX, true);
        send(kernelA, vxlan(ID_A, ID_B, frame(BROADCAST, MAC_A, 300)));
        awaitCount(DataplaneCounter.RECEIVE_NO_CONNECTION, 1);
        assertEquals(List.of(), b.take());
    }

    @Test
    void shouldCountWhatMakesNoSense() throws Exception {
        byte[] good = vxlan(ID_A, ID_B, frame(BROADCAST, MAC_A, 60));
        byte[] withoutIdentifier = good.clone();
        withoutIdentifier[0] = 0;
        send(kernelA, withoutIdentifier);
        for (int length : new int[] {0, 1, 7, 8, 21}) {
            send(kernelA, Arrays.copyOf(good, length));
        }
        awaitCount(DataplaneCounter.VXLAN_MALFORMED, 6);
        assertEquals(0, b.read(DataplaneCounter.VXLAN_RECEIVED));

        send(kernelA, vxlan(ID_NOBODY, ID_B, frame(BROADCAST, MAC_A, 60)));
        send(kernelA, vxlan(ID_A, ID_NOBODY, frame(BROADCAST, MAC_A, 60)));
        awaitCount(DataplaneCounter.RECEIVE_UNKNOWN_PEER, 2);

        send(kernelA, vxlan(ID_B, ID_B, frame(BROADCAST, MAC_A, 60)));
        awaitCount(DataplaneCounter.RECEIVE_LOOPED, 1);

        byte[] heartbeat = new byte[100];
        FastHeartbeat.write(new UnsafeBuffer(heartbeat), 0, heartbeat.length, UID);
        send(kernelA, vxlan(ID_A, ID_B, Arrays.copyOf(heartbeat, 99)));
        send(kernelA, vxlan(ID_A, ID_C, heartbeat));
        awaitCount(DataplaneCounter.RECEIVE_BAD_SPECIAL, 2);
        assertEquals(List.of(), drainEvents());
        assertEquals(List.of(), b.take());
    }

    @Test
    void shouldCarryOnWhenGarbageArrives() throws Exception {
        Random random = new Random(Seed.next(VxlanReaderTest.class));
        byte[] good = vxlan(ID_A, ID_B, frame(BROADCAST, MAC_A, 60));
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes =
                    Arrays.copyOf(
                            good, random.nextInt(3) == 0 ? random.nextInt(1_500) : good.length);
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(Math.min(bytes.length, 48))] ^=
                        (byte) (1 << random.nextInt(8));
            }
            send(random.nextBoolean() ? kernelA : stranger, bytes);
            b.work();
            b.take();
            drainEvents();
        }
        byte[] frame = frame(BROADCAST, MAC_A, 100);
        send(kernelA, vxlan(ID_A, ID_B, frame));
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
    void shouldNotAllocate() throws Exception {
        byte[] frame = frame(BROADCAST, MAC_A, 1_000);
        DatagramPacket packet = packet(vxlan(ID_A, ID_B, frame));
        b.repeat(frame(MAC_A, MAC_B, 1_000));
        b.work();
        for (int i = 0; i < 100; i++) {
            kernelA.send(packet);
        }
        assertEquals(
                0,
                Allocation.bytes(
                        1_000,
                        () -> {
                            b.work();
                            b.engine.events().drain((type, buffer, index, length) -> {});
                        }));
        assertTrue(b.read(DataplaneCounter.VXLAN_RECEIVED) > 0);
    }

    // --- Tools.

    private static byte[] vxlan(int source, int destination, byte[] frame) {
        byte[] datagram = new byte[VxlanLayout.HEADER_LENGTH + frame.length];
        int tunnelId = VxlanLayout.tunnelId(source, destination);
        VxlanLayout.write(new UnsafeBuffer(datagram), 0, tunnelId);
        System.arraycopy(frame, 0, datagram, VxlanLayout.HEADER_LENGTH, frame.length);
        return datagram;
    }

    private DatagramPacket packet(byte[] payload) {
        return new DatagramPacket(
                payload, payload.length, InetAddress.getLoopbackAddress(), vxlan.port());
    }

    private void send(DatagramSocket from, byte[] payload) throws IOException {
        from.send(packet(payload));
    }

    private static byte[] receive(DatagramSocket kernel) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        kernel.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static void assertVxlan(int source, int destination, byte[] frame, byte[] datagram) {
        assertArrayEquals(vxlan(source, destination, frame), datagram);
    }

    private void awaitVxlan(long frames) {
        awaitCount(DataplaneCounter.VXLAN_RECEIVED, frames);
    }

    private void awaitCount(DataplaneCounter counter, long count) {
        Await.until(
                () -> counter + " " + b.read(counter) + ", want " + count,
                LONG,
                () -> {
                    b.workIngress();
                    return b.read(counter) == count;
                });
    }

    /** The only frame; what it was passed on as has been sent. */
    private byte[] delivered() {
        List<byte[]> frames = new ArrayList<>();
        Await.until(
                "a frame at b",
                LONG,
                () -> {
                    b.work();
                    frames.addAll(b.take());
                    return !frames.isEmpty();
                });
        b.work();
        assertEquals(1, frames.size());
        return frames.getFirst();
    }

    /** Type, connection, address without its port, and length of heartbeats. */
    private List<String> drainEvents() {
        List<String> events = new ArrayList<>();
        b.engine
                .events()
                .drain((type, buffer, index, length) -> {
                    if (type == EventRing.FAST_HEARTBEAT) {
                        String address = UdpAddress.format(EventRing.address(buffer, index));
                        events.add(
                                type
                                        + " "
                                        + EventRing.connectionUid(buffer, index)
                                        + " "
                                        + address.split(":")[0]
                                        + " "
                                        + EventRing.value(buffer, index));
                    }
                });
        return events;
    }
}
