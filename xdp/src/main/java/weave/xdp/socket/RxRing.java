package weave.xdp.socket;

import org.agrona.concurrent.UnsafeBuffer;
import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpDesc;

/**
 * Received frames: the kernel produces, we consume. A slot is an {@link XdpDesc}.
 *
 * <pre>{@code
 * int count = rx.available(BATCH);
 * for (int i = 0; i < count; i++) {
 *     int offset = rx.next();
 *     ...                          rx.length() bytes at offset are ours from here on
 * }
 * rx.release();
 * }</pre>
 */
public final class RxRing {
    /** Bytes of a slot. */
    static final int SLOT_LENGTH = (int) XdpDesc.SIZE;

    private final RingMapping ring;
    private final UnsafeBuffer memory;
    private final FrameLoans loans;

    /** The slot that comes next; ours alone. */
    private int consumer;

    /** How far the kernel was when we last looked. */
    private int producerCached;

    /** Where in the memory the slot is that {@link #next} has taken. */
    private int taken;

    RxRing(RingMapping ring, FrameLoans loans) {
        this.ring = ring;
        this.loans = loans;
        memory = ring.memory();
        consumer = ring.consumerAcquire();
        producerCached = consumer;
    }

    /**
     * How many pieces of frames may be taken now, at most {@code wanted}; looks at the kernel's
     * index only when all that was there at the last look is taken.
     */
    public int available(int wanted) {
        if (producerCached == consumer) {
            producerCached = ring.producerAcquire();
        }
        return Math.min(producerCached - consumer, wanted);
    }

    /** Takes the next piece: where it begins. Only while one is {@link #available}. */
    public int next() {
        assert producerCached != consumer : "empty";
        taken = ring.slot(consumer, SLOT_LENGTH);
        consumer++;
        int offset = (int) memory.getLong(taken + XdpDesc.ADDR_OFFSET);
        loans.takeBack(offset);
        return offset;
    }

    /** Bytes of the piece just taken; until {@link #release}. */
    public int length() {
        return memory.getInt(taken + XdpDesc.LEN_OFFSET);
    }

    /** Whether the frame goes on in the next piece; until {@link #release}. */
    public boolean isContinued() {
        int options = memory.getInt(taken + XdpDesc.OPTIONS_OFFSET);
        return (options & XdpConstants.XDP_PKT_CONTD) != 0;
    }

    /** Gives the kernel back the slots, not the frames, that were taken. */
    public void release() {
        ring.consumerRelease(consumer);
    }
}
