package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.core.udp.DatagramSource;
import weave.core.udp.DatagramTarget;
import weave.core.udp.SendPath;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.testkit.Seed;
import weave.xdp.program.XdpMode;

/** Nothing leaks between pools and rings, and nothing is allocated. */
@Privileged
@Timeout(600)
class FramesReturnTest {
    private static final int DATAGRAMS = 10_000_000;
    private static final int DATAGRAMS_JUMBO = 2_000_000;
    private static final int WARMUP = 200_000;
    private static final int ROUNDS = 10;

    /** At a time on the way: a veth has room for 256, and drops what is more. */
    private static final int BATCH = 64;

    private static final int HEADERS = 28;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long random = Seed.next(FramesReturnTest.class);
    private long sent;
    private long arrived;

    @Test
    void shouldReturnAllFramesWhenManyWereSentBothWays() throws Exception {
        assertAllReturn(1500, DATAGRAMS);
    }

    @Test
    void shouldReturnAllFramesWhenTheyComeInSeveralPieces() throws Exception {
        assertAllReturn(9000, DATAGRAMS_JUMBO);
    }

    private void assertAllReturn(int mtu, int datagrams) throws Exception {
        try (UplinkPair pair =
                new UplinkPair(1, mtu)
                        .leftXdp(1, mtu, XdpMode.DRIVER)
                        .rightXdp(1, mtu, XdpMode.DRIVER)) {
            Uplink left = pair.leftUplink();
            Uplink right = pair.rightUplink();
            long leftLent = left.framesLent();
            long rightLent = right.framesLent();
            exchange(left, right, mtu, WARMUP);
            // Compilers may still be at work in some of the rounds.
            long heap = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                exchange(left, right, mtu, datagrams / ROUNDS);
                heap = Math.min(heap, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(WARMUP + datagrams, arrived);
            left.target().flush();
            right.target().flush();
            left.source().receive();
            right.source().receive();
            assertEquals(leftLent, left.framesLent(), "on the left");
            assertEquals(rightLent, right.framesLent(), "on the right");
            assertEquals(0, heap, "bytes of heap");
        }
    }

    /** As if somebody pulled the card out. */
    @Test
    void shouldReturnAllFramesWhenTheInterfaceIsDeletedUnderLoad() throws Exception {
        int mtu = 1500;
        try (UplinkPair pair =
                new UplinkPair(1, mtu)
                        .leftXdp(1, mtu, XdpMode.DRIVER)
                        .rightXdp(1, mtu, XdpMode.DRIVER)) {
            Uplink left = pair.leftUplink();
            Uplink right = pair.rightUplink();
            left.refusals().expectAny();
            right.refusals().expectAny();
            Thread killer = Thread.ofPlatform().unstarted(() -> delete(pair.left));
            exchange(left, right, mtu, WARMUP);
            killer.start();
            while (left.isAttached()) {
                exchangeAnyway(left, right, mtu, WARMUP / 10);
            }
            exchangeAnyway(left, right, mtu, WARMUP / 10);
            killer.join();
            assertFalse(right.isAttached());
        }
        // Whether all of them came back was asked when it was closed.
    }

    private static void delete(NetworkNamespace host) {
        host.ip("link del eth0");
    }

    /** In turn a batch each way, of all lengths; the next when all of it has arrived. */
    private void exchange(Uplink left, Uplink right, int mtu, int datagrams) {
        for (int count = 0; count < datagrams; count += BATCH) {
            boolean isToRight = count / BATCH % 2 == 0;
            Uplink from = isToRight ? left : right;
            Uplink to = isToRight ? right : left;
            send(from, to, mtu, Math.min(BATCH, datagrams - count));
            awaitAll(from, to);
        }
    }

    private void awaitAll(Uplink from, Uplink to) {
        receiveAll(to);
        long begin = System.nanoTime();
        while (arrived < sent && System.nanoTime() - begin < PATIENCE_NANOS) {
            Thread.yield();
            from.target().flush();
            receiveAll(to);
        }
        if (arrived != sent) {
            fail(arrived + " of " + sent + " arrived");
        }
    }

    /** As long as nobody knows what becomes of them. */
    private void exchangeAnyway(Uplink left, Uplink right, int mtu, int datagrams) {
        for (int count = 0; count < datagrams; count += BATCH) {
            send(left, right, mtu, BATCH);
            receiveAll(right);
            send(right, left, mtu, BATCH);
            receiveAll(left);
        }
    }

    private void send(Uplink from, Uplink to, int mtu, int count) {
        DatagramTarget target = from.target();
        long destination = to.address();
        for (int i = 0; i < count; i++) {
            random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            int length = 1 + (int) ((random >>> 33) % (mtu - HEADERS));
            SendPath path = random >>> 58 == 0 ? SendPath.MARKED : SendPath.DONT_FRAGMENT;
            if (!target.hasRoom(length, 1)) {
                target.flush();
            }
            int offset = target.claim(length);
            target.submit(path, offset, length, 0, 0, destination, 0, 1);
        }
        target.flush();
        sent += count;
    }

    private void receiveAll(Uplink at) {
        receiveAll(at.source());
        receiveAll(at.receiver());
    }

    private void receiveAll(DatagramSource source) {
        for (int count = source.receive(); count > 0; count = source.receive()) {
            for (int i = 0; i < count; i++) {
                arrived += Math.ceilDiv(source.length(i), source.segmentLength(i));
            }
        }
    }
}
