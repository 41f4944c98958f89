package weave.xdp.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpRingOffset;
import weave.testkit.Allocation;
import weave.testkit.Seed;

/** All four rings over plain memory, with the kernel's side of them played here. */
class RingsTest {
    private static final int SIZE = 16;
    private static final int FRAMES = 64;
    private static final int FRAME_SIZE = 2048;

    /** Indices wrap around soon. */
    private static final int BEGIN = -20;

    private static final int FLAGS_AT = 128;

    private final byte[] holders = new byte[FRAMES];
    private final FrameLoans loans = new FrameLoans(holders, 1, FRAME_SIZE);
    private final Shared fillMemory = new Shared(Long.BYTES);
    private final Shared rxMemory = new Shared(RxRing.SLOT_LENGTH);
    private final Shared txMemory = new Shared(TxRing.SLOT_LENGTH);
    private final Shared completionMemory = new Shared(Long.BYTES);
    private final FillRing fill = new FillRing(fillMemory.ring, loans);
    private final RxRing rx = new RxRing(rxMemory.ring, loans);
    private final TxRing tx = new TxRing(txMemory.ring, loans);
    private final CompletionRing completion = new CompletionRing(completionMemory.ring, loans);
    private final FramePool pool = new FramePool(0, FRAMES, FRAME_SIZE, FRAMES);

    /** A ring's memory, and the other side's index. */
    private static final class Shared {
        private static final int PRODUCER_AT = 0;
        private static final int CONSUMER_AT = 64;
        private static final int SLOTS_AT = 192;

        final UnsafeBuffer memory;
        final RingMapping ring;
        final int slotLength;
        int kernel = BEGIN;

        Shared(int slotLength) {
            this.slotLength = slotLength;
            MemorySegment segment = Arena.ofAuto().allocate(SLOTS_AT + SIZE * slotLength, 64);
            memory = new UnsafeBuffer(segment.address(), (int) segment.byteSize());
            memory.putInt(PRODUCER_AT, BEGIN);
            memory.putInt(CONSUMER_AT, BEGIN);
            MemorySegment offsets = Arena.ofAuto().allocate(XdpRingOffset.LAYOUT);
            offsets.setAtIndex(JAVA_LONG, 0, PRODUCER_AT);
            offsets.setAtIndex(JAVA_LONG, 1, CONSUMER_AT);
            offsets.setAtIndex(JAVA_LONG, 2, SLOTS_AT);
            offsets.setAtIndex(JAVA_LONG, 3, FLAGS_AT);
            ring = new RingMapping(memory, offsets, 0, SIZE);
            this.segment = segment;
        }

        /** Keeps the memory alive. */
        final MemorySegment segment;

        int slot() {
            return SLOTS_AT + (kernel++ & SIZE - 1) * slotLength;
        }

        /** As consumer: what the other side has handed over. */
        int waiting() {
            return memory.getInt(PRODUCER_AT) - kernel;
        }

        void consumed() {
            memory.putInt(CONSUMER_AT, kernel);
        }

        /** As producer: slots that the other side has given back. */
        int free() {
            return SIZE - (kernel - memory.getInt(CONSUMER_AT));
        }

        void produced() {
            memory.putInt(PRODUCER_AT, kernel);
        }
    }

    private record Piece(long address, int length, int options) {}

    private final Queue<Integer> memoryOfKernel = new ArrayDeque<>();
    private final Queue<Piece> received = new ArrayDeque<>();
    private final Queue<Piece> sending = new ArrayDeque<>();
    private final Queue<Long> sent = new ArrayDeque<>();
    private final Queue<Integer> ours = new ArrayDeque<>();
    private final Random random = new Random(Seed.next(RingsTest.class));

    @Test
    void shouldPassEveryFrameInOrderWhenIndicesWrapAround() {
        for (int i = 0; i < 200_000; i++) {
            switch (random.nextInt(7)) {
                case 0 -> refill();
                case 1 -> kernelTakesMemory();
                case 2 -> kernelReceives();
                case 3 -> receive();
                case 4 -> send();
                case 5 -> kernelSends();
                default -> complete();
            }
            int held = 0;
            for (byte holder : holders) {
                held += holder;
            }
            assertEquals(loans.lent() - loans.returned(), held);
            assertEquals(FRAMES, held + pool.count() + ours.size());
        }
        assertTrue(loans.returned() > 10_000, "only " + loans.returned());
        loans.reclaim(pool);
        assertEquals(loans.lent(), loans.returned());
        assertEquals(FRAMES, pool.count() + ours.size());
    }

    private void refill() {
        int room = fill.room(random.nextInt(1, 2 * SIZE));
        int count = Math.min(room, pool.count());
        for (int i = 0; i < count; i++) {
            fill.append(pool.take());
        }
        fill.flush();
    }

    private void kernelTakesMemory() {
        for (int count = random.nextInt(fillMemory.waiting() + 1); count > 0; count--) {
            memoryOfKernel.add((int) fillMemory.memory.getLong(fillMemory.slot()));
        }
        fillMemory.consumed();
    }

    private void kernelReceives() {
        int most = Math.min(rxMemory.free(), memoryOfKernel.size());
        for (int count = random.nextInt(most + 1); count > 0; count--) {
            long address = memoryOfKernel.remove() + Umem.HEADROOM;
            int options = random.nextInt(4) == 0 ? XdpConstants.XDP_PKT_CONTD : 0;
            Piece piece = new Piece(address, random.nextInt(1, 1793), options);
            received.add(piece);
            put(rxMemory, piece);
        }
        rxMemory.produced();
    }

    private void receive() {
        int wanted = random.nextInt(1, 2 * SIZE);
        int count = rx.available(wanted);
        assertTrue(count <= wanted && count <= received.size());
        for (int i = 0; i < count; i++) {
            Piece expected = received.remove();
            int offset = rx.next();
            int options = rx.isContinued() ? XdpConstants.XDP_PKT_CONTD : 0;
            assertEquals(expected, new Piece(offset, rx.length(), options));
            ours.add(offset);
        }
        rx.release();
    }

    private void send() {
        int room = tx.room(random.nextInt(1, 2 * SIZE));
        for (int i = 0; i < room && !ours.isEmpty(); i++) {
            int offset = ours.remove();
            int length = random.nextInt(14, 1793);
            int options = random.nextInt(3);
            switch (options) {
                case 0 -> tx.append(offset, length);
                case XdpConstants.XDP_PKT_CONTD -> tx.appendContinued(offset, length);
                default -> tx.appendWithMetadata(offset, length);
            }
            sending.add(new Piece(offset, length, options));
        }
        tx.flush();
    }

    private void kernelSends() {
        int most = Math.min(txMemory.waiting(), completionMemory.free());
        for (int count = random.nextInt(most + 1); count > 0; count--) {
            Piece piece = get(txMemory);
            assertEquals(sending.remove(), piece);
            sent.add(piece.address);
            completionMemory.memory.putLong(completionMemory.slot(), piece.address);
        }
        txMemory.consumed();
        completionMemory.produced();
    }

    private void complete() {
        int count = completion.available(random.nextInt(1, 2 * SIZE));
        for (int i = 0; i < count; i++) {
            int offset = completion.next();
            assertEquals(sent.remove(), offset);
            pool.give(offset & -FRAME_SIZE);
        }
        completion.release();
    }

    private static void put(Shared ring, Piece piece) {
        int slot = ring.slot();
        ring.memory.putLong(slot, piece.address);
        ring.memory.putInt(slot + 8, piece.length);
        ring.memory.putInt(slot + 12, piece.options);
    }

    private static Piece get(Shared ring) {
        int slot = ring.slot();
        return new Piece(
                ring.memory.getLong(slot),
                ring.memory.getInt(slot + 8),
                ring.memory.getInt(slot + 12));
    }

    @Test
    void shouldShowNothingBeforeItIsHandedOver() {
        assertEquals(SIZE, fill.room(100));
        fill.append(pool.take());
        assertEquals(0, fillMemory.waiting());
        fill.flush();
        assertEquals(1, fillMemory.waiting());
        assertEquals(0, rx.available(1));
    }

    @Test
    void shouldFindABugWhenAFrameIsLentTwiceOrWasNotLent() {
        int frame = pool.take();
        fill.append(frame);
        assertThrows(AssertionError.class, () -> tx.append(frame + Umem.HEADROOM, 64));
        put(rxMemory, new Piece(pool.take(), 64, 0));
        rxMemory.produced();
        assertEquals(1, rx.available(1));
        assertThrows(AssertionError.class, rx::next);
    }

    @Test
    void shouldSayThatTheKernelSleepsWhenItSaysSo() {
        assertFalse(tx.needsWakeup());
        txMemory.memory.putInt(FLAGS_AT, XdpConstants.XDP_RING_NEED_WAKEUP);
        assertTrue(tx.needsWakeup());
    }

    @Test
    void shouldNotAllocate() {
        assertEquals(
                0,
                Allocation.bytes(
                        20_000,
                        () -> {
                            fill.append(pool.take());
                            fill.flush();
                            int frame = (int) fillMemory.memory.getLong(fillMemory.slot());
                            fillMemory.consumed();
                            int slot = rxMemory.slot();
                            rxMemory.memory.putLong(slot, frame);
                            rxMemory.produced();
                            assert rx.available(1) == 1 && fill.room(1) == 1;
                            tx.append(rx.next(), 64);
                            rx.release();
                            tx.flush();
                            txMemory.slot();
                            txMemory.consumed();
                            assert tx.room(1) == 1;
                            completionMemory.memory.putLong(completionMemory.slot(), frame);
                            completionMemory.produced();
                            assert completion.available(1) == 1;
                            pool.give(completion.next());
                            completion.release();
                        }));
    }
}
