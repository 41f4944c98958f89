package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.core.engine.TestFrames.frame;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.control.ForwardingSnapshot;
import weave.core.udp.PeerQueues;
import weave.testkit.Allocation;
import weave.testkit.Await;
import weave.testkit.Seed;

/** Three engines in a chain, a - b - c, on loopback. */
@ParameterizedClass
@ValueSource(ints = {1, 2, 3, 8})
class EnginesTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int MTU = 1438;
    private static final long MAC_A = 0x02_0000_0000_0AL;
    private static final long MAC_C = 0x02_0000_0000_0CL;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private final int queues;
    private final EngineHost a;
    private final EngineHost b;
    private final EngineHost c;

    EnginesTest(int queues) {
        this.queues = queues;
        a = new EngineHost(0xA, queues);
        b = new EngineHost(0xB, queues);
        c = new EngineHost(0xC, queues);
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
                        .broadcast(c.name, new long[] {a.name})
                        .build());
        c.routes.publishRelease(
                new ForwardingSnapshot.Builder(1, c.name)
                        .route(a.name, b.name)
                        .route(b.name, b.name)
                        .broadcast(c.name, new long[] {b.name})
                        .build());
        a.connect(b, MTU);
        b.connect(a, MTU);
        b.connect(c, MTU);
        c.connect(b, MTU);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
        c.close();
    }

    private void work() {
        a.work();
        b.work();
        c.work();
    }

    /** The frames that arrive at a host's port until there are so many. */
    private List<byte[]> arriving(EngineHost host, int count) {
        List<byte[]> frames = new ArrayList<>();
        Await.until(
                () -> frames.size() + " of " + count + " frames at " + host.name,
                LONG,
                () -> {
                    work();
                    frames.addAll(host.take());
                    return frames.size() >= count;
                });
        return frames;
    }

    @Test
    void shouldFloodAlongTheSourcesTreeAndThenAnswerByUnicast() {
        byte[] question = frame(BROADCAST, MAC_A, 100);
        a.port.put(question);
        assertArrayEquals(question, arriving(c, 1).getFirst());
        assertArrayEquals(question, arriving(b, 1).getFirst());
        byte[] answer = frame(MAC_A, MAC_C, 200);
        c.port.put(answer);
        assertArrayEquals(answer, arriving(a, 1).getFirst());
        assertEquals(1, b.read(DataplaneCounter.FRAMES_INJECTED), "the answer only passes b");
        assertEquals(2, b.read(DataplaneCounter.FRAMES_RELAYED));
    }

    @Test
    void shouldKeepTheOrderAndTheBytesOfManyFrames() {
        Random random = new Random(Seed.next(EnginesTest.class));
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            byte[] frame = frame(BROADCAST, MAC_A, 14 + random.nextInt(MTU));
            sent.add(frame);
            a.port.put(frame);
        }
        List<byte[]> received = arriving(c, sent.size());
        assertEquals(sent.size(), received.size());
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(sent.get(i), received.get(i), "frame " + i);
        }
        long datagrams = a.read(DataplaneCounter.DATAGRAMS_SENT);
        assertTrue(datagrams < sent.size(), "small frames share datagrams: " + datagrams);
    }

    @Test
    void shouldHandOverOnlyWhatAnotherQueueOwns() {
        for (int i = 0; i < 10; i++) {
            a.port.put(frame(BROADCAST, MAC_A, 100));
            arriving(b, 1);
        }
        int owner = PeerQueues.queueOf(b.name, queues);
        boolean handsOver = a.ports.get(owner) != a.port;
        assertEquals(handsOver ? 10 : 0, a.read(DataplaneCounter.FRAMES_HANDED_OVER));
    }

    @Test
    void shouldCountAndDropWhatHasNoRoute() {
        a.routes.publishRelease(
                new ForwardingSnapshot.Builder(2, a.name)
                        .route(b.name, b.name)
                        .route(c.name, ForwardingSnapshot.NONE)
                        .broadcast(a.name, new long[] {b.name})
                        .build());
        c.port.put(frame(BROADCAST, MAC_C, 60));
        arriving(a, 1);
        a.port.put(frame(MAC_C, MAC_A, 60));
        Await.until("dropped", LONG, () -> a.work() >= 0 && noRoute() == 1);
    }

    private long noRoute() {
        return a.read(DataplaneCounter.SEND_NO_ROUTE);
    }

    @Test
    void shouldForgetTheAddressesOfAPeerThatIsGone() {
        c.port.put(frame(BROADCAST, MAC_C, 60));
        arriving(a, 1);
        assertEquals(c.name, a.engine.queues().getFirst().macs().homeOf(MAC_C));
        a.routes.publishRelease(
                new ForwardingSnapshot.Builder(2, a.name)
                        .route(b.name, b.name)
                        .broadcast(a.name, new long[] {b.name})
                        .build());
        work();
        assertEquals(0, a.engine.queues().getFirst().macs().homeOf(MAC_C));
    }

    @Test
    void shouldAnswerTheContainerWhenItsFrameIsTooBigWithDontFragment() {
        b.port.put(frame(BROADCAST, 0x02_0000_0000_0BL, 60));
        arriving(a, 1);
        byte[] big = frame(0x02_0000_0000_0BL, MAC_A, 14 + MTU + 1);
        putIpv4(big, true);
        a.port.put(big);
        byte[] answer = arriving(a, 1).getFirst();
        assertEquals(1, answer[23], "protocol ICMP");
        assertEquals(3, answer[34], "destination unreachable");
        assertEquals(4, answer[35], "fragmentation needed");
        assertEquals(MTU, (answer[40] & 0xFF) << 8 | answer[41] & 0xFF);
    }

    @Test
    void shouldAnswerThroughTheMeshWhenAFrameInTransitIsTooBig() {
        c.port.put(frame(BROADCAST, MAC_C, 60));
        arriving(a, 1);
        a.port.put(frame(MAC_C, MAC_A, 60));
        arriving(c, 1);
        // The second hop carries less than the first.
        b.connect(c, 1000);
        byte[] big = frame(MAC_C, MAC_A, 14 + 1200);
        putIpv4(big, true);
        a.port.put(big);
        byte[] answer = arriving(a, 1).getFirst();
        assertEquals(3, answer[34]);
        assertEquals(1000, (answer[40] & 0xFF) << 8 | answer[41] & 0xFF);
        assertEquals(1, b.read(DataplaneCounter.FRAMES_ANSWERED_TOO_BIG));
    }

    @Test
    void shouldFragmentWhenThePathLosesFragments() {
        byte[] big = frame(BROADCAST, MAC_A, 14 + 4000);
        putIpv4(big, false);
        a.port.put(big);
        List<byte[]> pieces = arriving(b, 3);
        assertEquals(3, pieces.size());
        assertEquals(1, a.read(DataplaneCounter.FRAMES_FRAGMENTED));
    }

    @Test
    void shouldFragmentForLocalContainersWithASmallerMtu() {
        b.connect(a, 9000);
        byte[] big = frame(BROADCAST, 0x02_0000_0000_0BL, 14 + 4000);
        putIpv4(big, false);
        b.port.put(big);
        List<byte[]> pieces = arriving(a, 3);
        assertEquals(3, pieces.size());
        assertTrue(pieces.stream().allMatch(p -> p.length <= 14 + EngineHost.LOCAL_MTU));
    }

    @Test
    void shouldAnswerWhenAFrameIsTooBigForItsLocalContainer() {
        a.port.put(frame(BROADCAST, MAC_A, 60));
        arriving(b, 1);
        b.connect(a, 9000);
        byte[] big = frame(MAC_A, 0x02_0000_0000_0BL, 14 + 4000);
        putIpv4(big, true);
        b.port.put(big);
        byte[] answer = arriving(b, 1).getLast();
        assertEquals(3, answer[34], "destination unreachable");
        assertEquals(EngineHost.LOCAL_MTU, (answer[40] & 0xFF) << 8 | answer[41] & 0xFF);
        assertEquals(1, a.read(DataplaneCounter.INJECT_ANSWERED_TOO_BIG));
    }

    private static void putIpv4(byte[] frame, boolean dontFragment) {
        frame[12] = 0x08;
        frame[13] = 0x00;
        frame[14] = 0x45;
        int length = frame.length - 14;
        frame[16] = (byte) (length >>> 8);
        frame[17] = (byte) length;
        frame[20] = (byte) (dontFragment ? 0x40 : 0);
        frame[21] = 0;
        frame[23] = 17;
    }

    @Test
    void shouldCarryOnWhenGarbageArrives() throws Exception {
        Random random = new Random(Seed.next(EnginesTest.class));
        byte[] genuine = datagram(frame(BROADCAST, MAC_C, 200), b.name, c.name, a.name);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 20_000; i++) {
                byte[] bytes = mutate(genuine, random);
                socket.send(
                        new DatagramPacket(
                                bytes,
                                bytes.length,
                                InetAddress.getLoopbackAddress(),
                                a.udpPort()));
                if (i % 50 == 0) {
                    a.work();
                }
            }
        }
        while (a.workIngress() > 0) {}
        a.take();
        b.take();
        assertTrue(a.read(DataplaneCounter.RECEIVE_NO_CONNECTION) > 0);
        assertTrue(a.read(DataplaneCounter.RECEIVE_UNKNOWN_PEER) > 0);
        assertTrue(a.read(DataplaneCounter.RECEIVE_MALFORMED) > 0);
        byte[] question = frame(BROADCAST, 0x02_0000_0000_77L, 100);
        c.port.put(question);
        Await.until(
                "a good frame after the garbage",
                LONG,
                () -> {
                    work();
                    return a.take().stream().anyMatch(f -> Arrays.equals(f, question));
                });
    }

    private static byte[] datagram(byte[] frame, long sender, long source, long destination) {
        byte[] bytes = new byte[6 + 14 + frame.length];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (sender >>> 8 * (5 - i));
            bytes[6 + i] = (byte) (source >>> 8 * (5 - i));
            bytes[12 + i] = (byte) (destination >>> 8 * (5 - i));
        }
        bytes[18] = (byte) (frame.length >>> 8);
        bytes[19] = (byte) frame.length;
        System.arraycopy(frame, 0, bytes, 20, frame.length);
        return bytes;
    }

    private static byte[] mutate(byte[] genuine, Random random) {
        byte[] bytes =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(genuine, random.nextInt(genuine.length))
                        : genuine.clone();
        for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
            bytes[random.nextInt(Math.min(bytes.length, 24))] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    @Test
    void shouldNotAllocateWhenForwardingBothWays() {
        byte[] question = frame(BROADCAST, MAC_C, 60);
        c.port.put(question);
        arriving(a, 1);
        a.repeat(frame(MAC_C, MAC_A, 1000));
        b.repeat(frame(BROADCAST, 0x02_0000_0000_0BL, 200));
        c.repeat(frame(BROADCAST, MAC_C, 60));
        assertEquals(0, Allocation.bytes(20_000, this::work));
        assertTrue(c.read(DataplaneCounter.FRAMES_INJECTED) > 10_000);
        assertEquals(0, a.read(DataplaneCounter.HAND_OVER_OVERFLOW));
    }

    @Test
    void shouldNotAllocateWhenCuttingSuperFrames() {
        byte[] superFrame = new byte[10 + 14 + 20 + 20 + 30_000];
        byte[] frame = frame(BROADCAST, MAC_A, superFrame.length - 10);
        putIpv4(frame, true);
        frame[23] = 6;
        frame[14 + 20 + 12] = 0x50;
        System.arraycopy(frame, 0, superFrame, 10, frame.length);
        ByteBuffer header = ByteBuffer.wrap(superFrame).order(ByteOrder.nativeOrder());
        header.put(0, (byte) 1).put(1, (byte) 1);
        header.putShort(2, (short) 54).putShort(4, (short) 1336);
        header.putShort(6, (short) 34).putShort(8, (short) 16);
        a.repeatWithHeader(superFrame);
        b.repeat(frame(BROADCAST, 0x02_0000_0000_0BL, 60));
        c.repeat(frame(BROADCAST, MAC_C, 60));
        assertEquals(0, Allocation.bytes(3_000, this::work));
        assertEquals(0, a.read(DataplaneCounter.CAPTURED_MALFORMED));
        assertTrue(a.read(DataplaneCounter.FRAMES_SENT) > 20 * 3_000);
    }
}
