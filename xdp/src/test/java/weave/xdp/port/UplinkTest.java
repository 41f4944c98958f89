package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weave.core.udp.DatagramSource;
import weave.core.udp.SendPath;
import weave.core.udp.UdpAddress;
import weave.testkit.Allocation;
import weave.testkit.Await;
import weave.testkit.Privileged;
import weave.testkit.Seed;
import weave.xdp.program.XdpMode;

/** AF_XDP on the left host, an ordinary host on the right; which way datagrams really took. */
@Privileged
@Timeout(120)
class UplinkTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int RECEIVE_TIMEOUT_MILLIS = 20_000;
    private static final int MTU = 1500;
    private static final int MTU_JUMBO = 9000;
    private static final int LENGTH_MAX = 1472;
    private static final int COUNT = 200;

    private final Random random = new Random(Seed.next(UplinkTest.class));

    @ParameterizedTest
    @EnumSource
    void shouldTalkToAnOrdinarySocket(XdpMode mode) throws Exception {
        try (UplinkPair pair = new UplinkPair(1, MTU).leftXdp(1, MTU, mode);
                DatagramSocket other = socket(pair)) {
            if (mode == XdpMode.GENERIC) {
                // It takes only datagrams with complete checksums off the kernel's hands.
                pair.right.run("ethtool", "-K", "eth0", "tx", "off");
            }
            Uplink uplink = pair.leftUplink();
            for (int i = 0; i < COUNT; i++) {
                byte[] there = bytes(random.nextInt(LENGTH_MAX + 1));
                send(
                        uplink,
                        there,
                        random.nextBoolean() ? SendPath.FRAGMENTABLE : SendPath.DONT_FRAGMENT);
                assertArrayEquals(there, receive(other));
                byte[] back = bytes(random.nextInt(LENGTH_MAX + 1));
                send(other, back);
                assertArrayEquals(back, receive(uplink.source()).getFirst());
            }
            assertEquals(COUNT, uplink.target().count(Departure.FRAME));
            assertEquals(COUNT, arrived(uplink.source()));
        }
    }

    @Test
    void shouldLeaveToTheKernelWhatHasNoNextHopOrIsForIt() throws Exception {
        try (UplinkPair pair = new UplinkPair(1, MTU).leftXdp(1, MTU, XdpMode.DRIVER);
                DatagramSocket other = socket(pair)) {
            Uplink uplink = pair.leftUplink();
            uplink.neighbour(pair.right, UplinkPair.RIGHT + 1, MTU);
            byte[] bytes = bytes(100);
            send(uplink, bytes, SendPath.DONT_FRAGMENT);
            assertArrayEquals(bytes, receive(other));
            assertEquals(0, uplink.target().count(Departure.FRAME));
            assertEquals(1, uplink.target().count(Departure.WITHOUT_NEXT_HOP));

            uplink.neighbour(pair.right, UplinkPair.RIGHT, MTU);
            send(uplink, bytes, SendPath.MARKED);
            assertArrayEquals(bytes, receive(other));
            assertEquals(0, uplink.target().count(Departure.FRAME));
            assertEquals(1, uplink.target().count(Departure.FOR_KERNEL));
        }
    }

    @Test
    void shouldLeaveToTheKernelWhatThereIsNoFrameFor() throws Exception {
        try (UplinkPair pair = new UplinkPair(1, MTU).leftXdp(1, MTU, XdpMode.DRIVER);
                DatagramSocket other = socket(pair)) {
            other.setReceiveBufferSize(8 << 20);
            Uplink uplink = pair.leftUplink();
            int all = 4500;
            for (int i = 0; i < all; i++) {
                submit(uplink, bytes(20), SendPath.DONT_FRAGMENT);
            }
            assertTrue(uplink.target().count(Departure.WITHOUT_ROOM) > 0);
            uplink.target().flush();
            assertEquals(all, uplink.target().datagramsSent());
        }
    }

    @Test
    void shouldReceiveFramesLongerThanThoseOfTheMemory() throws Exception {
        try (UplinkPair pair = new UplinkPair(1, MTU_JUMBO).leftXdp(1, MTU_JUMBO, XdpMode.DRIVER);
                DatagramSocket other = socket(pair)) {
            Uplink uplink = pair.leftUplink();
            int lengthMax = MTU_JUMBO - 28;
            for (int i = 0; i < COUNT; i++) {
                byte[] back = bytes(i == 0 ? lengthMax : random.nextInt(lengthMax));
                send(other, back);
                assertArrayEquals(back, receive(uplink.source()).getFirst());
                byte[] there = bytes(i == 0 ? lengthMax : random.nextInt(lengthMax));
                send(uplink, there, SendPath.DONT_FRAGMENT);
                assertArrayEquals(there, receive(other));
            }
            assertEquals(COUNT, arrived(uplink.source()));
            assertTrue(uplink.target().count(Departure.TOO_LONG) > COUNT / 4);
        }
    }

    /** The kernel's stack forgets what it was told meanwhile; the ring does not. */
    @Test
    void shouldSendWhatWaitedWhileTheLinkWasDown() throws Exception {
        try (UplinkPair pair = new UplinkPair(1, MTU).leftXdp(1, MTU, XdpMode.DRIVER);
                DatagramSocket other = socket(pair)) {
            Uplink uplink = pair.leftUplink();
            byte[] bytes = bytes(100);
            pair.left.ip("link set eth0 down");
            send(uplink, bytes, SendPath.DONT_FRAGMENT);
            assertFalse(uplink.target().isUnsent(), "no use in trying again and again");
            assertEquals(1, uplink.target().count(Departure.FRAME));
            pair.left.ip("link set eth0 up");
            Await.until(
                    "a carrier", LONG, () -> pair.left.ip("link show eth0").contains("LOWER_UP"));
            uplink.target().flush();
            assertArrayEquals(bytes, receive(other));
        }
    }

    /** By which queue it sends, the other host's kernel decides for each flow. */
    @Test
    void shouldServeEveryQueue() throws Exception {
        int queues = 4;
        try (UplinkPair pair = new UplinkPair(queues, MTU).leftXdp(queues, MTU, XdpMode.DRIVER)) {
            List<Integer> lengths = new ArrayList<>();
            for (int i = 1; i <= COUNT; i++) {
                try (DatagramSocket any = pair.right.call(() -> new DatagramSocket())) {
                    send(any, bytes(i));
                }
            }
            Await.until(
                    () -> lengths.size() + " of " + COUNT,
                    LONG,
                    () -> {
                        poll(pair.leftUplink().source()).forEach(it -> lengths.add(it.length));
                        return lengths.size() >= COUNT;
                    });
            assertEquals(COUNT, lengths.stream().distinct().count());
            long sum = 0;
            for (int queue = 0; queue < queues; queue++) {
                long received = pair.leftUplink().received(queue);
                assertTrue(received > 0, "queue " + queue + " has carried nothing");
                sum += received;
            }
            assertEquals(COUNT, sum);
        }
    }

    @Test
    void shouldAllocateNothing() throws Exception {
        try (UplinkPair pair =
                new UplinkPair(1, MTU)
                        .leftXdp(1, MTU, XdpMode.DRIVER)
                        .rightXdp(1, MTU, XdpMode.DRIVER)) {
            XdpTarget target = pair.leftUplink().target();
            XdpSource source = pair.rightUplink().source();
            long bytes =
                    Allocation.bytes(
                            2_000,
                            () -> {
                                int offset = target.claim(100);
                                target.submit(
                                        SendPath.DONT_FRAGMENT,
                                        offset,
                                        100,
                                        0,
                                        0,
                                        pair.destination(),
                                        0,
                                        1);
                                target.flush();
                                source.receive();
                            });
            assertEquals(0, bytes);
            assertEquals(0, target.count(Departure.WITHOUT_NEXT_HOP));
        }
    }

    private static DatagramSocket socket(UplinkPair pair) throws Exception {
        DatagramSocket socket =
                pair.right.call(
                        () -> new DatagramSocket(new InetSocketAddress("10.9.0.2", Uplink.PORT)));
        socket.setSoTimeout(RECEIVE_TIMEOUT_MILLIS);
        return socket;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void submit(Uplink from, byte[] bytes, SendPath path) {
        int offset = from.target().claim(bytes.length);
        from.target().buffer().putBytes(offset, bytes);
        long to = UdpAddress.pack(UplinkPair.RIGHT, Uplink.PORT);
        from.target().submit(path, offset, bytes.length, 0, 0, to, UplinkPair.LEFT, 1);
    }

    private static void send(Uplink from, byte[] bytes, SendPath path) {
        submit(from, bytes, path);
        from.target().flush();
    }

    private static void send(DatagramSocket from, byte[] bytes) throws Exception {
        InetAddress to = InetAddress.getByName("10.9.0.1");
        from.send(new DatagramPacket(bytes, bytes.length, to, Uplink.PORT));
    }

    private static byte[] receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[MTU_JUMBO], MTU_JUMBO);
        socket.receive(packet);
        byte[] bytes = new byte[packet.getLength()];
        System.arraycopy(packet.getData(), 0, bytes, 0, bytes.length);
        return bytes;
    }

    private static List<byte[]> receive(XdpSource source) {
        List<byte[]> received = new ArrayList<>();
        Await.until("a datagram", LONG, () -> received.addAll(poll(source)));
        return received;
    }

    private static List<byte[]> poll(DatagramSource source) {
        List<byte[]> received = new ArrayList<>();
        int count = source.receive();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[source.length(i)];
            source.memory().buffer().getBytes(source.offset(i), bytes);
            received.add(bytes);
        }
        return received;
    }

    /** A veth pair has no card to complete checksums. */
    private static long arrived(XdpSource source) {
        return source.count(Arrival.DATAGRAM) + source.count(Arrival.DATAGRAM_WITHOUT_CHECKSUM);
    }
}
