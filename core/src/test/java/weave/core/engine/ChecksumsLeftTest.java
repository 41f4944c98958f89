package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
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
import weave.core.frame.Checksum;
import weave.core.frame.SegmentCutter;
import weave.core.frame.VnetHeader;
import weave.testkit.Allocation;
import weave.testkit.Await;
import weave.testkit.Seed;

/** Neighbours a and b leave TCP checksums to each other; c, behind b, does not. */
@ParameterizedClass
@ValueSource(ints = {1, 4})
class ChecksumsLeftTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int MTU = 1438;
    private static final int HEADERS = 14 + 20 + 20;
    private static final int GSO_SIZE = 1336;
    private static final long MAC_A = 0x02_0000_0000_0AL;
    private static final long MAC_B = 0x02_0000_0000_0BL;

    private final Random random = new Random(Seed.next(ChecksumsLeftTest.class));
    private final EngineHost a;
    private final EngineHost b;
    private final EngineHost c;

    ChecksumsLeftTest(int queues) {
        a = new EngineHost(0xA0A, queues);
        b = new EngineHost(0xB0B, queues);
        c = new EngineHost(0xC0C, queues);
    }

    @BeforeEach
    void chain() {
        a.routes.publishRelease(
                new ForwardingSnapshot.Builder(1, a.name)
                        .route(b.name, b.name)
                        .route(c.name, b.name)
                        .broadcast(a.name, new long[] {b.name})
                        .build());
        b.routes.publishRelease(
                new ForwardingSnapshot.Builder(1, b.name)
                        .route(a.name, a.name)
                        .route(c.name, c.name)
                        .broadcast(b.name, new long[] {a.name, c.name})
                        .broadcast(a.name, new long[] {c.name})
                        .build());
        c.routes.publishRelease(
                new ForwardingSnapshot.Builder(1, c.name)
                        .route(a.name, b.name)
                        .route(b.name, b.name)
                        .build());
        a.leavesChecksums = true;
        b.leavesChecksums = true;
        a.connect(b, MTU);
        b.connect(a, MTU);
        b.leavesChecksums = false;
        b.connect(c, MTU);
        c.connect(b, MTU);
        // Everybody learns where b's container is.
        b.port.put(arp());
        run(() -> a.take().size() == 1 && c.take().size() == 1);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
        c.close();
    }

    private void run(java.util.function.BooleanSupplier until) {
        Await.until(
                "arrived",
                LONG,
                () -> {
                    a.work();
                    b.work();
                    c.work();
                    return until.getAsBoolean();
                });
    }

    @Test
    void shouldReachTheContainerAsOneSuperFrameWithAPartialChecksum() {
        byte[] sent = superFrame(MAC_B, 20_000);
        a.port.putWithHeader(sent);
        List<byte[]> arrived = new ArrayList<>();
        run(() -> arrived.addAll(b.takeWithHeaders()) && payload(arrived) == 20_000);
        for (byte[] frame : arrived) {
            assertEquals(VnetHeader.FLAG_NEEDS_CSUM, frame[0], "the kernel completes it");
            assertTrue(cut(frame).stream().allMatch(ChecksumsLeftTest::isIntact));
        }
        assertArrayEquals(Arrays.copyOfRange(sent, 10 + HEADERS, sent.length), payloads(arrived));
    }

    @Test
    void shouldCompleteTheChecksumsOfWhatIsPassedOn() {
        // b does not know any more that the address is its own, so it floods to c as well.
        b.engine.queues().forEach(queue -> queue.macs().local().forget(MAC_B));
        byte[] sent = superFrame(MAC_B, 5_000);
        a.port.putWithHeader(sent);
        List<byte[]> atC = new ArrayList<>();
        run(() -> atC.addAll(c.takeWithHeaders()) && payload(atC) == 5_000);
        assertArrayEquals(Arrays.copyOfRange(sent, 10 + HEADERS, sent.length), payloads(atC));
        for (byte[] frame : atC) {
            assertTrue(cut(frame).stream().allMatch(ChecksumsLeftTest::isIntact));
        }
    }

    @Test
    void shouldSendWholeChecksumsWhenThePeerIsNotTheNextHop() {
        byte[] fromC = arp();
        fromC[11] = 0x0C;
        c.routes.publishRelease(
                new ForwardingSnapshot.Builder(2, c.name)
                        .route(a.name, b.name)
                        .route(b.name, b.name)
                        .broadcast(c.name, new long[] {b.name})
                        .build());
        b.routes.publishRelease(
                new ForwardingSnapshot.Builder(2, b.name)
                        .route(a.name, a.name)
                        .route(c.name, c.name)
                        .broadcast(c.name, new long[] {a.name})
                        .build());
        c.port.put(fromC);
        run(() -> a.take().size() == 1);
        a.port.putWithHeader(superFrame(0x02_0000_0000_0CL, 5_000));
        List<byte[]> atC = new ArrayList<>();
        run(() -> atC.addAll(c.takeWithHeaders()) && payload(atC) == 5_000);
        assertTrue(cut(atC.getFirst()).stream().allMatch(ChecksumsLeftTest::isIntact));
    }

    @Test
    void shouldReachTheContainerWhenSegmentsAreLongerThanThePathCarries() {
        // IPv6 is not answered by us; such datagrams are the underlay's to fragment.
        a.leavesChecksums = true;
        a.connect(b, 900);
        byte[] sent = superFrameIpv6(4_000);
        a.port.putWithHeader(sent);
        List<byte[]> arrived = new ArrayList<>();
        int headers = HEADERS + 20;
        run(() -> {
            arrived.addAll(b.takeWithHeaders());
            return arrived.stream().mapToInt(f -> f.length - 10 - headers).sum() == 4_000;
        });
    }

    @Test
    void shouldDropMarksThatWereNotAgreedOn() throws Exception {
        byte[] frame = Arrays.copyOfRange(superFrame(MAC_A, 100), 10, 10 + HEADERS + 100);
        send(b, datagram(c.name, c.name | 1L << 40, b.name, frame));
        run(() -> b.read(DataplaneCounter.RECEIVE_UNKNOWN_PEER) == 1);
    }

    @Test
    void shouldSurviveAnyMarkedBytes() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            byte[] frame = Arrays.copyOfRange(superFrame(MAC_B, 300), 10, 10 + HEADERS + 300);
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                frame[random.nextInt(HEADERS)] = (byte) random.nextInt();
            }
            frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            send(b, datagram(a.name, a.name | 1L << 40, b.name, frame));
            b.work();
        }
        b.take();
        assertTrue(b.read(DataplaneCounter.RECEIVE_BAD_FRAME) > 0);
        assertTrue(b.read(DataplaneCounter.FRAMES_INJECTED) > 0);
    }

    @Test
    void shouldNotAllocateWhenPayloadsStayWhereTheyAre() {
        a.repeatWithHeader(superFrame(MAC_B, 30_000));
        b.repeat(arp());
        c.repeat(new byte[60]);
        assertEquals(
                0,
                Allocation.bytes(
                        2_000,
                        () -> {
                            a.work();
                            b.work();
                        }));
        assertEquals(0, a.read(DataplaneCounter.CAPTURED_MALFORMED));
        assertTrue(b.read(DataplaneCounter.FRAMES_RECEIVED) > 2_000);
    }

    private static byte[] arp() {
        byte[] frame = new byte[60];
        Arrays.fill(frame, 0, 6, (byte) 0xFF);
        putMac(frame, 6, MAC_B);
        frame[12] = 0x08;
        frame[13] = 0x06;
        return frame;
    }

    private static void putMac(byte[] frame, int at, long mac) {
        for (int i = 0; i < 6; i++) {
            frame[at + i] = (byte) (mac >>> 8 * (5 - i));
        }
    }

    /** IPv4 TCP with DF, behind its vnet header, as a container with TSO hands it over. */
    private byte[] superFrame(long destination, int payloadLength) {
        byte[] bytes = new byte[10 + HEADERS + payloadLength];
        random.nextBytes(bytes);
        ByteBuffer vnet = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        vnet.put(0, (byte) 1).put(1, (byte) 1);
        vnet.putShort(2, (short) HEADERS).putShort(4, (short) GSO_SIZE);
        vnet.putShort(6, (short) 34).putShort(8, (short) 16);
        ByteBuffer frame = ByteBuffer.wrap(bytes, 10, bytes.length - 10).slice();
        putMac(bytes, 10, destination);
        putMac(bytes, 16, MAC_A);
        frame.putShort(12, (short) 0x0800);
        frame.putShort(14, (short) 0x4500).putShort(16, (short) (40 + payloadLength));
        frame.putShort(20, (short) 0x4000).put(22, (byte) 64).put(23, (byte) 6);
        frame.put(46, (byte) 0x50).put(47, (byte) 0x10);
        return bytes;
    }

    private byte[] superFrameIpv6(int payloadLength) {
        byte[] bytes = new byte[10 + HEADERS + 20 + payloadLength];
        ByteBuffer vnet = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        vnet.put(0, (byte) 1).put(1, (byte) 4);
        vnet.putShort(2, (short) (HEADERS + 20)).putShort(4, (short) GSO_SIZE);
        vnet.putShort(6, (short) 54).putShort(8, (short) 16);
        ByteBuffer frame = ByteBuffer.wrap(bytes, 10, bytes.length - 10).slice();
        putMac(bytes, 10, MAC_B);
        putMac(bytes, 16, MAC_A);
        frame.putShort(12, (short) 0x86DD).put(14, (byte) 0x60);
        frame.putShort(18, (short) (20 + payloadLength)).put(20, (byte) 6);
        frame.put(66, (byte) 0x50).put(67, (byte) 0x10);
        return bytes;
    }

    private static List<byte[]> cut(byte[] withHeader) {
        UnsafeBuffer buffer = new UnsafeBuffer(withHeader);
        int length = withHeader.length - VnetHeader.LENGTH;
        if (!VnetHeader.isSuperFrame(buffer, VnetHeader.LENGTH)) {
            weave.core.frame.PartialChecksum.complete(buffer, VnetHeader.LENGTH, length);
            return List.of(Arrays.copyOfRange(withHeader, VnetHeader.LENGTH, withHeader.length));
        }
        SegmentCutter cutter = new SegmentCutter();
        List<byte[]> segments = new ArrayList<>();
        int count = cutter.wrap(buffer, VnetHeader.LENGTH, length);
        for (int i = 0; i < count; i++) {
            byte[] segment = new byte[cutter.segmentLength(i)];
            cutter.write(i, new UnsafeBuffer(segment), 0);
            segments.add(segment);
        }
        return segments;
    }

    private static boolean isIntact(byte[] segment) {
        UnsafeBuffer buffer = new UnsafeBuffer(segment);
        int tcpLength = segment.length - 34;
        int sum = Checksum.add(Checksum.pseudoHeaderIpv4(buffer, 14, 6), tcpLength);
        return Checksum.sum(buffer, 14, 20) == 0xFFFF
                && Checksum.add(sum, Checksum.sum(buffer, 34, tcpLength)) == 0xFFFF;
    }

    private static int payload(List<byte[]> framesWithHeaders) {
        return payloads(framesWithHeaders).length;
    }

    private static byte[] payloads(List<byte[]> framesWithHeaders) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (byte[] frame : framesWithHeaders) {
            payload.writeBytes(Arrays.copyOfRange(frame, 10 + HEADERS, frame.length));
        }
        return payload.toByteArray();
    }

    private static byte[] datagram(long sender, long source, long destination, byte[] frame) {
        byte[] bytes = new byte[20 + frame.length];
        putMac(bytes, 0, sender);
        putMac(bytes, 6, source);
        putMac(bytes, 12, destination);
        bytes[18] = (byte) (frame.length >>> 8);
        bytes[19] = (byte) frame.length;
        System.arraycopy(frame, 0, bytes, 20, frame.length);
        return bytes;
    }

    private static void send(EngineHost to, byte[] bytes) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            socket.send(new DatagramPacket(bytes, bytes.length, loopback, to.udpPort()));
        }
    }
}
