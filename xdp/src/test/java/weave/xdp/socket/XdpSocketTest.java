package weave.xdp.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.testkit.Allocation;
import weave.testkit.Await;
import weave.testkit.Privileged;
import weave.testkit.Seed;
import weave.xdp.program.XdpMode;

/** Sockets on a veth pair of their own. */
@Privileged
@Timeout(120)
class XdpSocketTest {
    private static final int FRAMES = Station.FRAMES;
    private static final int FRAME_SIZE = Station.FRAME_SIZE;
    private static final int ETHERNET = 14;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Random random = new Random(Seed.next(XdpSocketTest.class));

    private byte[] frame(int length) {
        byte[] frame = new byte[length];
        random.nextBytes(frame);
        frame[0] = 2;
        frame[6] = 2;
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xB5;
        return frame;
    }

    @ParameterizedTest
    @EnumSource
    void shouldCarryFramesBothWays(XdpMode mode) throws Exception {
        try (LinkPair pair = new LinkPair(1, 1500).attach(mode, 1);
                Station left = new Station(pair.left, pair.left.config(0));
                Station right = new Station(pair.right, pair.right.config(0))) {
            assertFalse(left.socket.isZeroCopy());
            for (int i = 0; i < 2_000; i++) {
                byte[] there = frame(random.nextInt(60, 1515));
                left.send(there);
                assertArrayEquals(there, right.receive());
                byte[] back = frame(random.nextInt(60, 1515));
                right.send(back);
                assertArrayEquals(back, left.receive());
            }
            assertEquals(new XdpCounts(0, 0, 0, 0), right.socket.counts());
        }
    }

    @Test
    void shouldServeEveryQueue() throws Exception {
        int queues = 4;
        Station[] left = new Station[queues];
        Station[] right = new Station[queues];
        try (LinkPair pair = new LinkPair(queues, 1500).attach(XdpMode.DRIVER, queues)) {
            for (int queue = 0; queue < queues; queue++) {
                left[queue] = new Station(pair.left, pair.left.config(queue));
                right[queue] = new Station(pair.right, pair.right.config(queue));
            }
            for (int i = 0; i < 400; i++) {
                byte[] frame = frame(64 + i);
                left[i % queues].send(frame);
                assertArrayEquals(frame, right[i % queues].receive());
                right[i % queues].send(frame);
                assertArrayEquals(frame, left[i % queues].receive());
            }
            for (int queue = 0; queue < queues; queue++) {
                left[queue].close();
                right[queue].close();
            }
        }
    }

    @Test
    void shouldCarryJumboFramesInPieces() throws Exception {
        try (LinkPair pair = new LinkPair(1, 9000).attach(XdpMode.DRIVER, 1);
                Station left = new Station(pair.left, pair.left.config(0).withMultiBuffer(true));
                Station right =
                        new Station(pair.right, pair.right.config(0).withMultiBuffer(true))) {
            for (int i = 0; i < 500; i++) {
                byte[] frame = frame(random.nextInt(60, 9000 + ETHERNET + 1));
                left.send(frame);
                assertArrayEquals(frame, right.receive());
            }
        }
    }

    @Test
    void shouldForwardWhereTheFrameLiesWhenMemoryIsShared() throws Exception {
        try (LinkPair one = new LinkPair(1, 1500).attach(XdpMode.DRIVER, 1);
                LinkPair two = new LinkPair(1, 1500).attach(XdpMode.DRIVER, 1)) {
            Umem umem = new Umem(FRAMES, FRAME_SIZE, false, false);
            try (Station source = new Station(one.left, one.left.config(0));
                    Station sink = new Station(two.right, two.right.config(0));
                    Station in = new Station(one.right, one.right.config(0), umem, false);
                    Station out = new Station(two.left, two.left.config(0), umem, false)) {
                for (int i = 0; i < 1_000; i++) {
                    byte[] frame = frame(random.nextInt(60, 1515));
                    source.send(frame);
                    Await.until("a frame", SOON, () -> in.socket.rx().available(1) == 1);
                    int offset = in.socket.rx().next();
                    assertEquals(1, out.socket.tx().room(1));
                    out.socket.tx().append(offset, in.socket.rx().length());
                    in.socket.rx().release();
                    out.socket.tx().flush();
                    assertEquals(0, out.socket.wakeTransmitter());
                    assertEquals(1, out.socket.completion().available(1));
                    assertEquals(offset, out.socket.completion().next());
                    out.socket.completion().release();
                    in.pool.give(umem.frame(offset));
                    in.socket.refill(1);
                    assertArrayEquals(frame, sink.receive());
                }
            }
            assertTrue(umem.isWhole());
            umem.close();
        }
    }

    @Test
    void shouldGiveFramesThatWereForwardedToWhoSentThem() throws Exception {
        try (LinkPair pair = new LinkPair(2, 1500).attach(XdpMode.DRIVER, 2)) {
            Umem umem = new Umem(FRAMES, FRAME_SIZE, false, false);
            Station one = new Station(pair.left, pair.left.config(0), umem, false);
            Station two = new Station(pair.left, pair.left.config(1), umem, false);
            int frames = one.pool.count();
            for (int i = 0; i < frames; i++) {
                two.socket.tx().append(one.pool.take() + Umem.HEADROOM, 64);
            }
            two.socket.tx().flush();
            two.close();
            assertEquals(FRAMES / 2 + frames, two.pool.count());
            one.close();
            assertEquals(FRAMES, one.pool.count() + two.pool.count());
            umem.close();
        }
    }

    @Test
    void shouldHaveEveryFrameBackWhenTheInterfaceIsDeletedUnderLoad() throws Exception {
        try (LinkPair pair = new LinkPair(1, 1500).attach(XdpMode.DRIVER, 1);
                Station left = new Station(pair.left, pair.left.config(0));
                Station right = new Station(pair.right, pair.right.config(0))) {
            int result = 0;
            for (long turn = 0; result != -Errno.ENXIO && result != -Errno.ENETDOWN; turn++) {
                left.socket.complete(64);
                int count = left.socket.tx().room(Math.min(64, left.pool.count()));
                for (int i = 0; i < count; i++) {
                    left.socket.tx().append(left.pool.take() + Umem.HEADROOM, 64);
                }
                left.socket.tx().flush();
                result = left.socket.wakeTransmitter();
                int received = right.socket.rx().available(64);
                for (int i = 0; i < received; i++) {
                    right.pool.give(right.umem.frame(right.socket.rx().next()));
                }
                right.socket.rx().release();
                right.socket.refill(64);
                if (turn == 2_000) {
                    assertTrue(right.socket.returned() > 10_000, "" + right.socket.returned());
                    pair.left.namespace.start("ip", "link", "del", LinkPair.DEVICE);
                }
            }
            assertTrue(right.socket.lent() > right.socket.returned());
        }
    }

    @Test
    void shouldNotAllocate() throws Exception {
        try (LinkPair pair = new LinkPair(1, 1500).attach(XdpMode.DRIVER, 1);
                Station left = new Station(pair.left, pair.left.config(0));
                Station right = new Station(pair.right, pair.right.config(0))) {
            assertEquals(
                    0,
                    Allocation.bytes(
                            20_000,
                            () -> {
                                left.socket.complete(64);
                                if (left.socket.tx().room(1) == 1) {
                                    left.socket.tx().append(left.pool.take() + Umem.HEADROOM, 64);
                                    left.socket.tx().flush();
                                }
                                left.socket.wakeTransmitter();
                                int count = right.socket.rx().available(64);
                                for (int i = 0; i < count; i++) {
                                    int offset = right.socket.rx().next();
                                    right.pool.give(right.umem.frame(offset));
                                }
                                right.socket.rx().release();
                                right.socket.refill(64);
                                right.socket.wakeReceiver();
                            }));
        }
    }

    @Test
    void shouldSayWhyASocketCannotBeOpened() throws Exception {
        try (LinkPair pair = new LinkPair(1, 1500);
                Station first = new Station(pair.left, pair.left.config(0))) {
            assertTrue(first.socket.fd() >= 0);
            XdpSocketConfig config = pair.left.config(0);
            assertRefused(
                    pair.left,
                    config,
                    "bind(AF_XDP eth0 queue 0): EBUSY (16) Device or resource busy: another"
                            + " socket has this queue");
            assertRefused(
                    pair.right,
                    pair.right.config(0).withCopyMode(CopyMode.ZERO_COPY),
                    "bind(AF_XDP eth0 queue 0): EOPNOTSUPP (95) Operation not supported: the"
                            + " driver of eth0 has no zero copy");
            assertRefused(
                    pair.left,
                    config.withQueue(1),
                    "bind(AF_XDP eth0 queue 1): EINVAL (22) Invalid argument: there is no such"
                            + " queue, or the kernel is too old for what is asked");
            assertRefused(
                    pair.left,
                    XdpSocketConfig.of("gone", 4711, 0),
                    "bind(AF_XDP gone queue 0): ENODEV (19) No such device: there is no such"
                            + " interface in this network namespace");
        }
    }

    private static void assertRefused(LinkPair.End end, XdpSocketConfig config, String message) {
        try (Umem umem = new Umem(FRAMES, FRAME_SIZE, false, false)) {
            FramePool pool = umem.pool(FRAMES);
            LinuxException refused =
                    assertThrows(LinuxException.class, () -> end.open(config, umem, pool));
            assertEquals(message, refused.getMessage());
        }
    }

    @Test
    void shouldHaveTheKernelComputeAChecksumWhenItCan() throws Exception {
        try (LinkPair pair = new LinkPair(1, 1500).attach(XdpMode.DRIVER, 1)) {
            XdpFeatures features =
                    pair.left.namespace.call(() -> XdpFeatures.probe(pair.left.config(0)));
            if (!features.has(XdpFeatures.Feature.METADATA)) {
                assertTrue(
                        features.reason(XdpFeatures.Feature.METADATA)
                                .startsWith("needs Linux 6.11: register"));
                return;
            }
            // Else the checksum would be left to whoever receives.
            pair.left.namespace.run("ethtool", "-K", LinkPair.DEVICE, "tx", "off");
            Umem umem = new Umem(FRAMES, FRAME_SIZE, false, true);
            try (Station left = new Station(pair.left, pair.left.config(0), umem, false);
                    Station right = new Station(pair.right, pair.right.config(0))) {
                byte[] frame = frame(100);
                frame[50] = 0;
                frame[51] = 0;
                left.sendUnsummed(frame, 34, 16);
                byte[] received = right.receive();
                assertEquals(0xFFFF, Station.sum(received, 34));
                frame[50] = received[50];
                frame[51] = received[51];
                assertArrayEquals(frame, received);
            }
            umem.close();
        }
    }

    @Test
    void shouldTellWhatAVethCanAndWhyNotTheRest() throws Exception {
        try (LinkPair pair = new LinkPair(1, 1500)) {
            XdpFeatures features =
                    pair.left.namespace.call(() -> XdpFeatures.probe(pair.left.config(0)));
            assertTrue(features.has(XdpFeatures.Feature.NEED_WAKEUP));
            assertFalse(features.has(XdpFeatures.Feature.ZERO_COPY));
            assertEquals(
                    "needs the driver: bind(AF_XDP eth0 queue 0): EOPNOTSUPP (95) Operation not"
                            + " supported: the driver of eth0 has no zero copy",
                    features.reason(XdpFeatures.Feature.ZERO_COPY));
        }
    }
}
