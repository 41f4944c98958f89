package weave.xdp.socket;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory for the kernel to receive into: we produce, it consumes. A slot is the offset of a frame.
 * Those appended are the kernel's when {@link #flush} has returned.
 */
public final class FillRing {
    /** Bytes of a slot. */
    static final int SLOT_LENGTH = Long.BYTES;

    private final RingMapping ring;
    private final UnsafeBuffer memory;
    private final FrameLoans loans;
    private final int size;

    /** The slot that comes next; ours alone. */
    private int producer;

    /** How far the kernel was when we last looked. */
    private int consumerCached;

    FillRing(RingMapping ring, FrameLoans loans) {
        this.ring = ring;
        this.loans = loans;
        memory = ring.memory();
        size = ring.size();
        producer = ring.producerAcquire();
        consumerCached = ring.consumerAcquire();
    }

    /**
     * How many frames may be appended now, at most {@code wanted}; looks at the kernel's index only
     * if what it had consumed by the last look is not enough.
     */
    public int room(int wanted) {
        int room = size - (producer - consumerCached);
        if (room < wanted) {
            consumerCached = ring.consumerAcquire();
            room = size - (producer - consumerCached);
        }
        return Math.min(room, wanted);
    }

    /** Puts a frame in, at any of its bytes. Only while there is {@link #room}. */
    public void append(int offset) {
        assert producer - consumerCached != size : "full";
        loans.lend(offset);
        memory.putLong(ring.slot(producer, SLOT_LENGTH), offset);
        producer++;
    }

    /** Hands over all that was appended. */
    public void flush() {
        ring.producerRelease(producer);
    }

    /** Whether the kernel waits for memory and sleeps: {@link XdpSocket#wakeReceiver}. */
    public boolean needsWakeup() {
        return ring.needsWakeup();
    }
}
