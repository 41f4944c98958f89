package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.frame.VnetHeader;
import weave.testkit.Allocation;
import weave.testkit.Seed;

class HandOverRingTest {
    private static final int CAPACITY = 64 * 1024;
    private static final int LENGTH_MAX = 9_000;

    private final HandOverRing ring = new HandOverRing(CAPACITY);
    private final byte[] bytes = new byte[VnetHeader.LENGTH + LENGTH_MAX];
    private final UnsafeBuffer from = new UnsafeBuffer(bytes);

    /** A frame that waits in the ring, as it was handed over. */
    private record Waiting(int kind, long source, long destination, long hop, byte[] frame) {}

    @AfterEach
    void close() {
        ring.close();
    }

    @Test
    void shouldKeepTheVnetHeaderBeforeACapturedFrame() {
        new Random(Seed.next(HandOverRingTest.class)).nextBytes(bytes);
        assertTrue(
                ring.offerCaptured(HandOverRing.CAPTURED, 1, 2, 3, from, VnetHeader.LENGTH, 500));
        assertTrue(ring.next());
        assertEquals(HandOverRing.CAPTURED, ring.kind());
        assertEquals(1, ring.source());
        assertEquals(2, ring.destination());
        assertEquals(3, ring.hop());
        assertEquals(500, ring.frameLength());
        byte[] arrived = new byte[VnetHeader.LENGTH + 500];
        ring.memory().buffer().getBytes(ring.frameOffset() - VnetHeader.LENGTH, arrived);
        assertArrayEquals(Arrays.copyOf(bytes, arrived.length), arrived);
        assertFalse(ring.next());
    }

    @Test
    void shouldRefuseWhenFullUntilReleased() {
        int count = 0;
        while (ring.offer(HandOverRing.RELAY, 1, 2, 3, from, 0, 1_000)) {
            count++;
        }
        assertEquals(CAPACITY / 1_088, count);
        while (ring.next()) {}
        assertFalse(
                ring.offer(HandOverRing.RELAY, 1, 2, 3, from, 0, 2_000), "read but not released");
        ring.release();
        assertTrue(ring.offer(HandOverRing.RELAY, 1, 2, 3, from, 0, 2_000));
        assertTrue(ring.next());
        assertEquals(2_000, ring.frameLength());
    }

    @Test
    void shouldAgreeWithAQueueAfterManyRandomOperations() {
        Random random = new Random(Seed.next(HandOverRingTest.class));
        Deque<Waiting> model = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(5) < 3) {
                random.nextBytes(bytes);
                Waiting waiting =
                        new Waiting(
                                1 + random.nextInt(4),
                                random.nextLong(),
                                random.nextLong(),
                                random.nextLong(),
                                Arrays.copyOf(bytes, random.nextInt(LENGTH_MAX)));
                if (offer(waiting)) {
                    model.add(waiting);
                }
            } else {
                assertEquals(!model.isEmpty(), ring.next());
                if (!model.isEmpty()) {
                    assertNext(model.remove());
                }
                if (random.nextInt(3) == 0) {
                    ring.release();
                }
            }
        }
    }

    private boolean offer(Waiting waiting) {
        return ring.offer(
                waiting.kind,
                waiting.source,
                waiting.destination,
                waiting.hop,
                new UnsafeBuffer(waiting.frame),
                0,
                waiting.frame.length);
    }

    private void assertNext(Waiting expected) {
        assertEquals(expected.kind, ring.kind());
        assertEquals(expected.source, ring.source());
        assertEquals(expected.destination, ring.destination());
        assertEquals(expected.hop, ring.hop());
        byte[] frame = new byte[ring.frameLength()];
        ring.memory().buffer().getBytes(ring.frameOffset(), frame);
        assertArrayEquals(expected.frame, frame);
    }

    @Test
    void shouldCarryEveryFrameInOrderBetweenTwoThreads() throws InterruptedException {
        int count = 300_000;
        long seed = Seed.next(HandOverRingTest.class);
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        Thread producer =
                new Thread(() -> {
                    Random random = new Random(seed);
                    UnsafeBuffer frame = new UnsafeBuffer(new byte[LENGTH_MAX]);
                    for (int i = 0; i < count; i++) {
                        int length = 9 + random.nextInt(600);
                        frame.putLong(0, i);
                        frame.putByte(length - 1, (byte) i);
                        while (!ring.offer(HandOverRing.RELAY, i, ~i, 0, frame, 0, length)) {
                            Thread.yield();
                        }
                    }
                });
        producer.setUncaughtExceptionHandler((thread, e) -> wrong.set(e));
        producer.start();
        Random random = new Random(seed);
        for (int i = 0; i < count && wrong.get() == null; ) {
            boolean any = false;
            while (ring.next()) {
                any = true;
                int length = 9 + random.nextInt(600);
                assertEquals(i, ring.source());
                assertEquals(~i, ring.destination());
                assertEquals(length, ring.frameLength());
                UnsafeBuffer buffer = ring.memory().buffer();
                assertEquals((byte) i, buffer.getByte(last()));
                i++;
            }
            ring.release();
            if (!any) {
                Thread.yield();
            }
        }
        producer.join();
        assertEquals(null, wrong.get());
        assertFalse(ring.next());
    }

    private int last() {
        return ring.frameOffset() + ring.frameLength() - 1;
    }

    @Test
    void shouldNotAllocate() {
        assertEquals(
                0,
                Allocation.bytes(
                        50_000,
                        () -> {
                            ring.offer(HandOverRing.FLOOD, 1, 2, 3, from, 0, 1_500);
                            while (ring.next()) {
                                ring.frameLength();
                            }
                            ring.release();
                        }));
    }
}
