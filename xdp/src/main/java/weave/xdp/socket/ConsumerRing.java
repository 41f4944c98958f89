package weave.xdp.socket;

import org.agrona.concurrent.UnsafeBuffer;

/** A ring whose slots the kernel fills and we empty. */
public abstract sealed class ConsumerRing permits CompletionRing, RxRing {
    /** Where slots lie. */
    final UnsafeBuffer memory;

    private final RingMapping ring;
    private final FrameLoans loans;

    /** The slot that comes next; ours alone. */
    private int consumer;

    /** How far the kernel was when we last looked. */
    private int producerCached;

    ConsumerRing(RingMapping ring, FrameLoans loans) {
        this.ring = ring;
        this.loans = loans;
        memory = ring.memory();
        consumer = ring.consumerAcquire();
        producerCached = consumer;
    }

    /**
     * How much may be taken now, at most {@code wanted}; looks at the kernel's index only when all
     * that was there at the last look is taken.
     */
    public final int available(int wanted) {
        if (producerCached == consumer) {
            producerCached = ring.producerAcquire();
        }
        return Math.min(producerCached - consumer, wanted);
    }

    /** Where in the memory the slot is that comes next, which is taken. */
    final int take(int slotLength) {
        assert producerCached != consumer : "empty";
        int slot = ring.slot(consumer, slotLength);
        consumer++;
        return slot;
    }

    /** The frame with the byte at {@code offset} has come back. */
    final void returned(int offset) {
        loans.takeBack(offset);
    }

    /** Gives the kernel back the slots, not the frames, that were taken. */
    public final void release() {
        ring.consumerRelease(consumer);
    }
}
