package weave.xdp.socket;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory whose frames were sent: the kernel produces, we consume. A slot is an offset as it was
 * given to the {@link TxRing}.
 */
public final class CompletionRing {
    /** Bytes of a slot. */
    static final int SLOT_LENGTH = Long.BYTES;

    private final RingMapping ring;
    private final UnsafeBuffer memory;
    private final FrameLoans loans;

    /** The slot that comes next; ours alone. */
    private int consumer;

    /** How far the kernel was when we last looked. */
    private int producerCached;

    CompletionRing(RingMapping ring, FrameLoans loans) {
        this.ring = ring;
        this.loans = loans;
        memory = ring.memory();
        consumer = ring.consumerAcquire();
        producerCached = consumer;
    }

    /** How many may be taken now, at most {@code wanted}; as {@link RxRing#available}. */
    public int available(int wanted) {
        if (producerCached == consumer) {
            producerCached = ring.producerAcquire();
        }
        return Math.min(producerCached - consumer, wanted);
    }

    /** Takes the next one: an offset within a frame. Only while one is {@link #available}. */
    public int next() {
        assert producerCached != consumer : "empty";
        int offset = (int) memory.getLong(ring.slot(consumer, SLOT_LENGTH));
        consumer++;
        loans.takeBack(offset);
        return offset;
    }

    /** Gives the kernel back the slots that were taken. */
    public void release() {
        ring.consumerRelease(consumer);
    }
}
