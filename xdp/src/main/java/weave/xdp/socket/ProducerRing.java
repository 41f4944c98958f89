package weave.xdp.socket;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A ring whose slots we fill and the kernel empties. What was put in is the kernel's when {@link
 * #flush} has returned.
 *
 * <pre>
 *       the kernel's next       ours
 *               v                v
 *   --+---------+----------------+---------------+---------+--
 *     | emptied |    waiting     |     room      | waiting |
 *   --+---------+----------------+---------------+---------+--
 * </pre>
 */
public abstract sealed class ProducerRing permits FillRing, TxRing {
    /** Where slots lie. */
    final UnsafeBuffer memory;

    private final RingMapping ring;
    private final FrameLoans loans;
    private final int size;

    /** The slot that comes next; ours alone. */
    private int producer;

    /** How far the kernel was when we last looked. */
    private int consumerCached;

    ProducerRing(RingMapping ring, FrameLoans loans) {
        this.ring = ring;
        this.loans = loans;
        memory = ring.memory();
        size = ring.size();
        producer = ring.producerAcquire();
        consumerCached = ring.consumerAcquire();
    }

    /**
     * How much may be appended now, at most {@code wanted}; looks at the kernel's index only if
     * what it had consumed by the last look is not enough.
     */
    public final int room(int wanted) {
        int room = size - (producer - consumerCached);
        if (room < wanted) {
            consumerCached = ring.consumerAcquire();
            room = size - (producer - consumerCached);
        }
        return Math.min(room, wanted);
    }

    /** Lends a frame, and says where in the memory the slot for it is. */
    final int put(int offset, int slotLength) {
        assert producer - consumerCached != size : "full";
        loans.lend(offset);
        int slot = ring.slot(producer, slotLength);
        producer++;
        return slot;
    }

    /** Hands over all that was appended. */
    public final void flush() {
        ring.producerRelease(producer);
    }

    /** How many of those appended the kernel has not taken yet. */
    public final int waiting() {
        consumerCached = ring.consumerAcquire();
        return producer - consumerCached;
    }

    /** Whether the kernel sleeps and has to be told. */
    public final boolean needsWakeup() {
        return ring.needsWakeup();
    }
}
